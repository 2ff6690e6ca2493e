/** What can be done with a draft, whoever decides it: hold, approve, withdraw. */
import { contentHash } from '../../../models/content-hash.ts';
import type { ActionTarget, AnyEvent, Draft, Verdict } from '../../../topics/events.ts';
import { deriveId } from '../../../topics/ids.ts';
import type { ConversationDesk } from './desk.ts';
import { AUTO_POLICY_VERSION } from './policy.ts';
import type { EngagementRow, Situation, Text, Withdrawal } from './state.ts';

export type Held = Extract<Situation, { name: 'held' }>;
export function hold(
  desk: ConversationDesk,
  row: EngagementRow,
  text: Text,
  verdict: Verdict,
  reasons: readonly string[],
): void {
  const { draftId, draftVersion, draft } = text;
  const moved = desk.move(row, { name: 'held', draftId, draftVersion, draft, verdict, reasons });
  tellHeld(desk, moved, moved.situation as Held);
}

export function tellHeld(desk: ConversationDesk, row: EngagementRow, held: Held): void {
  tellPeople(desk, row, held, held.reasons);
}

/**
 * A text without a verdict of its own: people see it and that it was not checked. It cannot be approved;
 * saving it again asks for another check, and a verdict that comes after all is taken.
 */
export function holdUnchecked(
  desk: ConversationDesk,
  row: EngagementRow,
  { draftId, draftVersion, draft }: Text,
  reason: 'verdict_for_other_content' | 'check_missing',
): void {
  const seen = 'seen' in row.situation ? row.situation.seen : desk.conversation.version;
  const moved = desk.move(row, { name: 'checking', draftId, draftVersion, draft, seen, overdue: true });
  tellPeople(desk, moved, { draftId, draftVersion, draft }, [reason]);
}

function tellPeople(
  desk: ConversationDesk,
  row: EngagementRow,
  text: Text,
  reasons: readonly string[],
): void {
  desk.tell('ReplyHeld', {
    ...desk.head(row, text),
    accountId: row.engagement.accountId,
    text: text.draft.text,
    contentHash: text.draft.contentHash,
    reasons,
  });
}

/** Asks the safety check for another verdict on the same text. */
export function screenAgain(
  desk: ConversationDesk,
  { engagement }: EngagementRow,
  { draftId, draftVersion, draft }: Text,
  judgedUnder: number,
  mustBeNewer: boolean,
): void {
  desk.ask({
    topic: 'safety.requests',
    key: desk.conversationId,
    type: 'ScreenReply',
    data: { draftId, draftVersion, engagement, draft, judgedUnder, mustBeNewer },
    envelope: { correlationId: engagement.engagementId },
  });
}

/** @param person null when the workspace's policy approves. */
export function approve(
  desk: ConversationDesk,
  row: EngagementRow,
  held: Held,
  cause: AnyEvent,
  person: string | null,
): void {
  const { engagement } = row;
  const { draftId, draftVersion, draft, verdict } = held;
  // The cause is part of the id: a draft that was undone and approved again is another action.
  const actionId = deriveId('action', draftId, draftVersion, cause.eventId);
  const auto = person === null;
  const approval = {
    mode: auto ? ('auto' as const) : ('person' as const),
    approver: person ?? `policy:${AUTO_POLICY_VERSION}`,
    contentHash: draft.contentHash,
    approvedAt: desk.now,
  };
  desk.move(row, {
    name: 'approved',
    draftId,
    draftVersion,
    draft,
    verdict,
    actionId,
    auto,
    progress: 'requested',
  });
  const { accountId } = engagement;
  const { contentHash: hash } = draft;
  const { verdictId } = verdict;
  desk.tell(
    'ReplyApproved',
    { ...desk.head(row, held), accountId, actionId, contentHash: hash, verdictId, approval },
    person ?? undefined,
  );
  desk.ask({
    topic: 'action.commands',
    key: accountId,
    type: 'RequestAction',
    data: { target: targetOf(row, actionId, held), verdict, approval },
    envelope: { correlationId: engagement.engagementId },
  });
}

export function withdraw(
  desk: ConversationDesk,
  row: EngagementRow,
  approved: Extract<Situation, { name: 'approved' }>,
  why: Withdrawal,
  actor?: string,
): void {
  const { draftId, draftVersion, draft, verdict, actionId } = approved;
  const { accountId, engagementId } = row.engagement;
  desk.move(row, {
    name: 'withdrawing',
    draftId,
    draftVersion,
    draft,
    verdict,
    actionId,
    why,
    seen: desk.conversation.version,
  });
  desk.tell('ReplyWithdrawn', { ...desk.head(row, approved), actionId, reason: why }, actor);
  desk.ask({
    topic: 'action.commands',
    key: accountId,
    type: 'CancelAction',
    data: { actionId, accountId, reason: why },
    envelope: { correlationId: engagementId },
  });
}

export function hashOf(
  { engagement }: EngagementRow,
  { text, disclosures }: Pick<Draft, 'text' | 'disclosures'>,
): string {
  const { accountId: account, nativeId: target } = engagement;
  return contentHash({ account, target, text, media: [], disclosures });
}

/** Everything but the text comes from what the network told of the message: never from a model or a command. */
export function targetOf({ engagement }: EngagementRow, actionId: string, { draft }: Text): ActionTarget {
  return {
    actionId,
    accountId: engagement.accountId,
    network: engagement.network,
    kind: 'reply',
    engagementId: engagement.engagementId,
    conversationId: engagement.conversationId,
    targetNativeId: engagement.nativeId,
    targetAuthorHandle: engagement.author.handle,
    summoned: engagement.summoned,
    visibility: engagement.visibility,
    targetCreatedAt: engagement.createdAt,
    text: draft.text,
    contentHash: draft.contentHash,
    // Rows of before do not have it.
    disclosures: draft.disclosures ?? [],
  };
}
