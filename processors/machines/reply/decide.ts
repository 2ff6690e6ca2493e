/**
 * The reply decider: the life of every draft of one conversation.
 *
 *     received ──verdict──► held ◄─────────────verdict──────────── checking
 *        │                  │ └──edit──────────────────────────────────▲
 *        └─verdict, policy─►│──approve──► approved ──outcome──► completed(posted | failed | refused | unresolved)
 *                           │               │ ▲ no way back          │ failed or refused ──edit──► checking
 *                           │               └─undo, overtaken─► withdrawing ──cancelled──► held
 *                           └──reject──► rejected                    └──posted after all──► completed
 *
 * Topics are read side by side, so a verdict may come before its engagement: whoever tells first of a
 * message makes its row. A verdict counts only for exactly the hash and version that the row holds.
 */
import { contentHash } from '../../../models/content-hash.ts';
import { brokenRule } from '../../../platforms/policy.ts';
import { platformOf } from '../../../platforms/registry.ts';
import type { ActionTarget, AnyEvent, Event, Verdict } from '../../../topics/events.ts';
import { deriveId } from '../../../topics/ids.ts';
import { isEvent } from '../../runtime/types.ts';
import type { Context, RowReader, TableDecision, TimerFired } from '../../runtime/types.ts';
import { ConversationDesk } from './desk.ts';
import { AUTO_POLICY_VERSION, holdReasons } from './policy.ts';
import type { RejectionCode } from './codes.ts';
import type { EngagementRow, Situation, Text, Withdrawal } from './state.ts';

type Command = Event<'ApproveReply'> | Event<'EditReply'> | Event<'RejectReply'> | Event<'UndoReply'>;
type Held = Extract<Situation, { name: 'held' }>;
const COMMANDS: readonly string[] = ['ApproveReply', 'EditReply', 'RejectReply', 'UndoReply'];

export function decideReply(input: AnyEvent | TimerFired, rows: RowReader, { now }: Context): TableDecision {
  const conversationId = conversationOf(input);
  if (conversationId === null) return { skip: 'not_an_input' };
  const desk = new ConversationDesk(rows, now, conversationId, input);
  if (desk.foreign) {
    // To a stranger the draft does not exist.
    if (isCommand(input)) desk.reject('unknown_draft', { choices: [] });
    return desk.decision('foreign_workspace');
  }
  if (isEvent(input, 'EngagementReceived')) {
    const { engagement } = input.data;
    const known = desk.find(engagement.engagementId) !== undefined;
    announce(desk, desk.meet(engagement).news);
    return desk.decision(known ? 'engagement_known' : 'engagement_noted');
  }
  if (isEvent(input, 'SafetyChecked')) {
    const { row, news } = desk.meet(input.data.engagement);
    announce(desk, news);
    return desk.decision(checked(desk, row, input));
  }
  if (isEvent(input, 'ReplyActionOutcome')) return desk.decision(outcome(desk, input));
  return isCommand(input) ? desk.decision(commanded(desk, input)) : { skip: 'not_an_input' };
}

/** Conversation that an input is about; null when it is about none. */
export function conversationOf(input: AnyEvent | TimerFired): string | null {
  if (input.type === 'TimerFired') return null;
  if ('engagement' in input.data) return input.data.engagement.conversationId;
  return 'conversationId' in input.data ? input.data.conversationId : null;
}

function isCommand(input: AnyEvent | TimerFired): input is Command & AnyEvent {
  return COMMANDS.includes(input.type);
}

/** A verdict on a text: hold it, or let the policy approve it. */
function checked(desk: ConversationDesk, row: EngagementRow, event: Event<'SafetyChecked'>): string {
  const { situation } = row;
  const { draftId, draftVersion, draft, verdict } = event.data;
  const first = situation.name === 'received' && draftVersion === 1;
  const edited =
    situation.name === 'checking' &&
    situation.draftVersion === draftVersion &&
    situation.draft.contentHash === draft.contentHash;
  if (!first && !edited) return 'verdict_stale';
  const text = { draftId, draftVersion, draft };
  // The hash is computed here again: nothing rests on what a record claims about itself.
  if (hashOf(row, draft.text) !== verdict.contentHash || draft.contentHash !== verdict.contentHash) {
    return 'verdict_for_other_content';
  }
  const reasons = [...holdReasons(event.data), ...(desk.overtaken(row) ? ['conversation_moved_on'] : [])];
  if (reasons.length > 0 || verdict.flagged || verdict.decision !== 'pass') {
    hold(desk, row, text, verdict, reasons);
    return 'held';
  }
  approve(desk, row, { ...text, name: 'held', verdict, reasons }, event, null);
  return 'approved';
}

function hold(
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

function tellHeld(desk: ConversationDesk, row: EngagementRow, held: Held): void {
  desk.tell('ReplyHeld', {
    ...desk.head(row, held),
    accountId: row.engagement.accountId,
    text: held.draft.text,
    contentHash: held.draft.contentHash,
    reasons: held.reasons,
  });
}

/** Held drafts say that the conversation moved on; what the policy sent and is not out yet is called back. */
function announce(desk: ConversationDesk, news: readonly EngagementRow[]): void {
  for (const row of news) {
    const { situation } = row;
    if (situation.name === 'held') {
      const reasons = [...new Set([...situation.reasons, 'conversation_moved_on'])];
      const moved = desk.move(row, { ...situation, reasons });
      tellHeld(desk, moved, moved.situation as Held);
    }
    if (
      situation.name === 'approved' &&
      situation.auto &&
      situation.progress === 'requested' &&
      row.overtaken
    ) {
      withdraw(desk, row, situation, 'superseded');
    }
  }
}

/** @param person null when the workspace's policy approves. */
function approve(
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

function withdraw(
  desk: ConversationDesk,
  row: EngagementRow,
  approved: Extract<Situation, { name: 'approved' }>,
  why: Withdrawal,
  actor?: string,
): void {
  const { draftId, draftVersion, draft, verdict, actionId } = approved;
  const { accountId, engagementId } = row.engagement;
  desk.move(row, { name: 'withdrawing', draftId, draftVersion, draft, verdict, actionId, why });
  desk.tell('ReplyWithdrawn', { ...desk.head(row, approved), actionId, reason: why }, actor);
  desk.ask({
    topic: 'action.commands',
    key: accountId,
    type: 'CancelAction',
    data: { actionId, accountId, reason: why },
    envelope: { correlationId: engagementId },
  });
}

function outcome(desk: ConversationDesk, { data }: Event<'ReplyActionOutcome'>): string {
  const row = desk.findByAction(data.actionId);
  const situation = row?.situation;
  if (
    !row ||
    (situation?.name !== 'approved' && situation?.name !== 'withdrawing') ||
    situation.actionId !== data.actionId
  ) {
    return 'outcome_stale';
  }
  if (data.outcome === 'waiting') return 'waiting_noted';
  if (data.outcome === 'granted' || data.outcome === 'unconfirmed') {
    if (situation.name === 'approved') desk.move(row, { ...situation, progress: 'sending' });
    return 'sending_noted';
  }
  if (data.outcome === 'cancelled') {
    const why = situation.name === 'withdrawing' ? situation.why : 'undone';
    const reasons = [why === 'superseded' ? 'conversation_moved_on' : 'undone'];
    hold(
      desk,
      row,
      situation,
      situation.verdict,
      situation.verdict.flagged ? ['flagged', ...reasons] : reasons,
    );
    return 'held';
  }
  const { draftId, draftVersion, draft, actionId } = situation;
  desk.move(row, { name: 'completed', draftId, draftVersion, draft, actionId, outcome: data.outcome });
  const { networkPostId, code } = data;
  desk.tell('ReplyCompleted', {
    ...desk.head(row, situation),
    actionId,
    outcome: data.outcome,
    networkPostId,
    code,
  });
  return 'completed';
}

/** A person's command: first whether it fits what the person saw, then what it does. */
function commanded(desk: ConversationDesk, command: Command): string {
  const { data, actor } = command;
  const row = desk.find(data.engagementId);
  const situation = row?.situation;
  if (!row || !situation || situation.name === 'received' || situation.draftId !== data.draftId) {
    return desk.reject('unknown_draft', { choices: [] });
  }
  const wrong = wrongSituation(command, situation);
  if (wrong) return desk.reject(wrong.code, { choices: wrong.choices, draftVersion: situation.draftVersion });
  if (situation.draftVersion !== data.draftVersion) {
    const { draftVersion, draft } = situation;
    return desk.reject('draft_changed', {
      choices: ['approve', 'edit', 'reject'],
      draftVersion,
      text: draft.text,
    });
  }
  if (isEvent(command, 'UndoReply')) {
    if (situation.name !== 'approved') return desk.reject('nothing_to_undo', { choices: [] });
    withdraw(desk, row, situation, 'undone', actor);
    return desk.accept();
  }
  if (isEvent(command, 'RejectReply')) {
    const { draftId, draftVersion, draft } = situation;
    desk.move(row, { name: 'rejected', draftId, draftVersion, draft });
    const { reason } = command.data;
    desk.tell('ReplyRejected', { ...desk.head(row, situation), reason, rejectedBy: actor }, actor);
    return desk.accept();
  }
  if (data.conversationVersion < row.movedOnAt) {
    return desk.reject('conversation_moved_on', {
      choices: ['approve_anyway', 'edit', 'reject'],
      seen: data.conversationVersion,
      movedOnAt: row.movedOnAt,
    });
  }
  return isEvent(command, 'EditReply')
    ? edit(desk, row, situation, command)
    : approveByPerson(desk, row, situation, command);
}

function edit(
  desk: ConversationDesk,
  row: EngagementRow,
  before: Text,
  { data, actor }: Event<'EditReply'>,
): string {
  const text = { draftId: before.draftId, draftVersion: before.draftVersion + 1 };
  const broken = policyProblem(desk, row, { ...text, draft: { ...before.draft, text: data.text } });
  if (broken === 'too_long' || broken === 'empty_text')
    return desk.reject(broken, { choices: ['edit', 'reject'] });
  const draft = {
    text: data.text,
    tone: before.draft.tone,
    templateId: null,
    contentHash: hashOf(row, data.text),
    modelVersion: 'person',
  };
  desk.move(row, { name: 'checking', ...text, draft });
  const { engagement } = row;
  desk.tell(
    'ReplyEdited',
    { ...desk.head(row, { ...text, draft }), engagement, draft, editor: actor },
    actor,
  );
  return desk.accept();
}

function approveByPerson(
  desk: ConversationDesk,
  row: EngagementRow,
  situation: Situation,
  command: Command,
): string {
  if (situation.name !== 'held') return desk.reject('already_over', { choices: [] });
  if (situation.verdict.flagged) return desk.reject('flagged_edit_first', { choices: ['edit', 'reject'] });
  const broken = policyProblem(desk, row, situation);
  if (broken) return desk.reject(broken, { choices: ['edit', 'reject'] });
  approve(desk, row, situation, command, command.actor);
  return desk.accept();
}

/** What a command may not find; null when the situation suits it. */
function wrongSituation(
  command: Command,
  situation: Exclude<Situation, { name: 'received' }>,
): { readonly code: RejectionCode; readonly choices: readonly string[] } | null {
  const undoing = isEvent(command, 'UndoReply');
  switch (situation.name) {
    case 'held':
      return undoing ? { code: 'nothing_to_undo', choices: ['approve', 'edit', 'reject'] } : null;
    case 'checking':
      if (undoing) return { code: 'nothing_to_undo', choices: ['edit', 'reject'] };
      return isEvent(command, 'ApproveReply')
        ? { code: 'still_checking', choices: ['edit', 'reject'] }
        : null;
    case 'approved':
      if (situation.progress === 'sending')
        return { code: undoing ? 'too_late' : 'already_approved', choices: [] };
      if (undoing) return null;
      return {
        code: isEvent(command, 'ApproveReply') ? 'already_approved' : 'undo_first',
        choices: ['undo'],
      };
    case 'withdrawing':
      return { code: 'still_withdrawing', choices: [] };
    case 'rejected':
      return { code: 'already_rejected', choices: [] };
    case 'completed': {
      if (situation.outcome === 'posted') return { code: 'already_posted', choices: [] };
      // Provably not sent: another text may be tried.
      const notSent = situation.outcome === 'failed' || situation.outcome === 'refused';
      return notSent && isEvent(command, 'EditReply')
        ? null
        : { code: 'already_over', choices: notSent ? ['edit'] : [] };
    }
  }
  return null;
}

function policyProblem(desk: ConversationDesk, row: EngagementRow, text: Text): RejectionCode | null {
  const platform = platformOf(row.engagement.network);
  if (!platform) return 'unknown_network';
  return brokenRule(platform.policy, platform.text, targetOf(row, '', text), desk.now)?.code ?? null;
}

function hashOf({ engagement }: EngagementRow, text: string): string {
  return contentHash({ account: engagement.accountId, target: engagement.nativeId, text, media: [] });
}

/** Everything but the text comes from what the network told of the message: never from a model or a command. */
function targetOf({ engagement }: EngagementRow, actionId: string, { draft }: Text): ActionTarget {
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
  };
}
