/** What a person can decide about the open engagement, with all that guards the decision. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { EngagementDetail } from '../api/types.ts';
import {
  clearCommand,
  commands,
  decide,
  edits,
  intentOf,
  keepEdit,
  newestConversationVersion,
} from '../commands/desk.ts';
import { canUndo, isBusy, openVerbs, type CommandState, type Intent, type Verb } from '../commands/state.ts';
import { useStore } from '../lib/store.ts';
import { changesSince, look, type Seen } from '../review/seen.ts';
import { lastApproval } from './last-decision.ts';

export type Form = 'edit' | 'reject' | null;

/** @param ready false while only the list's summary is there: nobody decides on half of it. */
export function useDecisions(detail: EngagementDetail, ready: boolean, onDecided: (id: string) => void) {
  const client = useQueryClient();
  const command = useStore(commands).get(detail.id);
  const kept = useStore(edits);
  const [form, setForm] = useState<Form>(null);
  const [seen, setSeen] = useState<Seen | null>(null);
  const { reply } = detail;

  useEffect(() => {
    if (ready && seen === null) setSeen(look(detail));
  }, [ready, seen, detail]);
  // A text that the person saved is known to them, in its new version.
  const savedVersion =
    command?.name === 'accepted' &&
    command.intent.verb === 'edit' &&
    reply &&
    reply.text === command.intent.body.text
      ? reply.draftVersion
      : null;
  useEffect(() => {
    if (savedVersion !== null)
      setSeen((before) => before && { ...before, draftVersion: Math.max(before.draftVersion, savedVersion) });
  }, [savedVersion]);

  const verbs = ready && seen && reply ? openVerbs(detail.state, reply.flagged) : [];
  const open = (verb: Verb): boolean => verbs.includes(verb) && !isBusy(command);
  const editKey = reply?.draftId ?? '';
  const reasonKey = `reason:${editKey}`;

  const run = async (intent: Intent): Promise<CommandState | null> => {
    const state = await decide(client, intent);
    if (state?.name === 'accepted') {
      setForm(null);
      if (intent.verb === 'approve') lastApproval.set({ intent, author: detail.author.handle });
      if (intent.verb === 'undo') lastApproval.set(null);
      if (intent.verb === 'reject') keepEdit(reasonKey, null);
      if (intent.verb === 'approve' || intent.verb === 'reject') onDecided(detail.id);
    }
    return state;
  };
  const start = (
    verb: Verb,
    more: Pick<Intent['body'], 'text' | 'disclosures' | 'reason'> = {},
    conversationVersion = seen?.conversationVersion ?? 0,
  ): void => {
    if (!reply || !seen || isBusy(command)) return;
    const { draftId } = reply;
    void run(
      intentOf(verb, detail.id, { draftId, draftVersion: seen.draftVersion, conversationVersion }, more),
    );
  };

  return {
    command,
    form,
    verbs,
    busy: isBusy(command),
    changes: seen ? changesSince(seen, detail) : { draft: false, messages: [] },
    edit: kept.get(editKey) ?? null,
    reason: kept.get(reasonKey)?.text ?? '',
    write: (text: string, disclosures: readonly string[]) =>
      keepEdit(editKey, { text, disclosures, draftVersion: reply?.draftVersion ?? 0 }),
    writeReason: (text: string) => keepEdit(reasonKey, { text, disclosures: [], draftVersion: 0 }),
    discardEdit: () => keepEdit(editKey, null),
    setForm,
    approve: () => (open('approve') ? start('approve') : undefined),
    save: (text: string, disclosures: readonly string[]) => start('edit', { text, disclosures }),
    reject: (reason: string) => start('reject', { reason }),
    undo(): boolean {
      if (!canUndo(detail.state) || !open('undo')) return false;
      start('undo');
      return true;
    },
    openForm: (next: 'edit' | 'reject') => (open(next) ? setForm(next) : undefined),
    closeForm(): boolean {
      if (form === null) return false;
      setForm(null);
      return true;
    },
    /** The same intent again: its key keeps it from counting twice. */
    retry: () => (command ? void run(command.intent) : undefined),
    /** The person has looked at what is there now. */
    lookAgain(told?: number) {
      setSeen(look(detail, newestConversationVersion(detail, told)));
      clearCommand(detail.id);
    },
    /** The same decision about the conversation as it is now: a new intent, so a new key. */
    goAnyway(intent: Intent, told?: number) {
      const { draftId: _draft, draftVersion: _version, conversationVersion: _seen, ...more } = intent.body;
      start(intent.verb, more, newestConversationVersion(detail, told));
    },
    dismiss: () => clearCommand(detail.id),
  };
}

export type Decisions = ReturnType<typeof useDecisions>;
