/** Decisions on their way and texts being written, per engagement. Kept in memory across pages of the visit. */
import type { QueryClient } from '@tanstack/react-query';
import type { EngagementDetail } from '../api/types.ts';
import { detailKey } from '../live/catch-up.ts';
import { createStore } from '../lib/store.ts';
import { announce } from '../ui/announcer.ts';
import { sentenceOf } from '../words/codes.ts';
import { send } from './send.ts';
import { codeOf, isBusy, type CommandState, type Intent, type Verb } from './state.ts';

export const commands = createStore<ReadonlyMap<string, CommandState>>(new Map());

export interface Edit {
  readonly text: string;
  /** What readers must be told of it. */
  readonly disclosures: readonly string[];
  /** The version that the writing began from. */
  readonly draftVersion: number;
}
/** By draft id. */
export const edits = createStore<ReadonlyMap<string, Edit>>(new Map());

const put = <V>(map: ReadonlyMap<string, V>, key: string, value: V | null): ReadonlyMap<string, V> => {
  const next = new Map(map);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
};

export function keepEdit(draftId: string, edit: Edit | null): void {
  edits.set((before) => put(before, draftId, edit));
}

export function clearCommand(engagementId: string): void {
  commands.set((before) => put(before, engagementId, null));
}

/** What a person saw when they decided. */
export interface Seen {
  readonly draftId: string;
  readonly draftVersion: number;
  readonly conversationVersion: number;
}

export function intentOf(
  verb: Verb,
  engagementId: string,
  seen: Seen,
  more: Pick<Intent['body'], 'text' | 'disclosures' | 'reason'> = {},
): Intent {
  return { verb, engagementId, key: crypto.randomUUID(), body: { ...seen, ...more } };
}

const DONE: Readonly<Record<Verb, string>> = {
  approve: 'Approved. Press Z to undo.',
  edit: 'Saved. The text is being checked again.',
  reject: 'Rejected.',
  undo: 'Taken back. Nothing is posted.',
};

/** Sends it, unless something about this engagement is on its way already. */
export async function decide(client: QueryClient, intent: Intent): Promise<CommandState | null> {
  const { engagementId } = intent;
  if (isBusy(commands.get().get(engagementId))) return null;
  const show = (state: CommandState): void => commands.set((before) => put(before, engagementId, state));
  show({ name: 'sending', intent });
  const state = await send(intent, show);
  if (state.name === 'accepted') {
    const { draftId, text } = intent.body;
    if (intent.verb === 'edit' && edits.get().get(draftId)?.text === text) keepEdit(draftId, null);
    announce(DONE[intent.verb]);
  } else if (state.name === 'refused' || state.name === 'unsent') {
    announce(sentenceOf(codeOf(state.problem)));
  }
  show(state);
  await client.invalidateQueries({ queryKey: detailKey(engagementId) });
  return state;
}

/** The newest version of the conversation that this page knows of. */
export function newestConversationVersion(detail: EngagementDetail, told: number | undefined): number {
  return Math.max(
    detail.conversationVersion,
    told ?? 0,
    ...detail.conversation.map((one) => one.conversationVersion),
  );
}
