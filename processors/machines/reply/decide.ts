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
 * message makes its row. A verdict counts only for exactly the hash and version that the row holds; a text
 * that got a verdict on something else, or none in ten minutes, is shown to people as not checked (`checking`,
 * overdue): it cannot be approved, and nothing waits in silence.
 */
import { seededBug } from '../../../service/seeded-bugs.ts';
import type { AnyEvent, Event, ReplyCompletedData, Verdict } from '../../../topics/events.ts';
import { isEvent } from '../../runtime/types.ts';
import type { Context, RowReader, TableDecision, TimerFired } from '../../runtime/types.ts';
import { commanded, isCommand } from './commands.ts';
import { ConversationDesk } from './desk.ts';
import { holdReasons } from './policy.ts';
import { checkTimer, screenTimer } from './state.ts';
import type { Again, EngagementRow, Text } from './state.ts';
import { approve, hashOf, hold, holdUnchecked, screenAgain, tellHeld, withdraw } from './steps.ts';
import type { Held } from './steps.ts';

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
    const known = desk.knows(engagement.engagementId);
    announce(desk, desk.meet(engagement).news);
    return desk.decision(known ? 'engagement_known' : 'engagement_noted');
  }
  if (isEvent(input, 'SafetyChecked')) {
    if (desk.ended(input.data.engagement.engagementId)) return desk.decision('verdict_stale');
    const { row, news } = desk.meet(input.data.engagement);
    announce(desk, news);
    return desk.decision(checked(desk, row, input));
  }
  if (input.type === 'TimerFired') {
    const screens = input.timerId.startsWith(screenTimer(''));
    return desk.decision(screens ? askScreening(desk, input) : checkMissing(desk, input));
  }
  if (isEvent(input, 'ReplyActionOutcome')) return desk.decision(outcome(desk, input));
  return isCommand(input) ? desk.decision(commanded(desk, input)) : { skip: 'not_an_input' };
}

/** Conversation that an input is about; null when it is about none. */
export function conversationOf(input: AnyEvent | TimerFired): string | null {
  if (input.type === 'TimerFired') return input.key;
  if ('engagement' in input.data) return input.data.engagement.conversationId;
  return 'conversationId' in input.data ? input.data.conversationId : null;
}

/** A verdict on a text: hold it, or let the policy approve it. */
function checked(desk: ConversationDesk, row: EngagementRow, event: Event<'SafetyChecked'>): string {
  const { situation } = row;
  const { draftId, draftVersion, draft, verdict } = event.data;
  const awaited = situation.name === 'checking' && situation.draftVersion === draftVersion;
  const first = situation.name === 'received' && draftVersion === 1;
  if (situation.name === 'held') return screened(desk, row, situation, event);
  if (!first && !awaited) return 'verdict_stale';
  // The hash is computed here again: nothing rests on what a record claims about itself.
  const contentHash = hashOf(row, draft);
  const text: Text = awaited ? situation : { draftId, draftVersion, draft: { ...draft, contentHash } };
  const forThis = [contentHash, draft.contentHash, verdict.contentHash].every(
    (hash) => hash === text.draft.contentHash,
  );
  if (!forThis) {
    if (!awaited || !situation.overdue) holdUnchecked(desk, row, text, 'verdict_for_other_content');
    return 'verdict_for_other_content';
  }
  const again = awaited ? situation.again : undefined;
  const reasons = [
    ...(again === undefined ? holdReasons(event.data) : reasonsAgain(verdict, again)),
    ...(desk.overtaken(row) || newsSince(desk, row) ? ['conversation_moved_on'] : []),
  ];
  const out = seededBug('approve-held') && !verdict.flagged && verdict.decision === 'hold';
  if (!out && (reasons.length > 0 || verdict.flagged || verdict.decision !== 'pass')) {
    hold(desk, row, text, verdict, reasons);
    return 'held';
  }
  approve(desk, row, { ...text, name: 'held', verdict, reasons }, event, null);
  return 'approved';
}

/** What the policy let out before goes out again if it passes; what a person approved, the person sees again. */
function reasonsAgain(verdict: Verdict, again: Again): readonly string[] {
  const unsafe = verdict.flagged ? ['flagged'] : verdict.decision === 'pass' ? [] : ['safety_hold'];
  return again === 'person' || unsafe.length > 0 ? [...unsafe, 'policy_changed', ...verdict.reasons] : unsafe;
}

/** Reasons that are the safety check's word; another verdict brings its own. */
const SAFETY_REASONS: readonly string[] = ['flagged', 'safety_hold', 'policy_changed'];

/** A later policy's verdict on a draft that waits takes the place of the earlier one. Nothing goes out by itself. */
function screened(
  desk: ConversationDesk,
  row: EngagementRow,
  held: Held,
  { data: { draftVersion, draft, verdict } }: Event<'SafetyChecked'>,
): string {
  const hash = hashOf(row, held.draft);
  const forThis = draft.contentHash === hash && verdict.contentHash === hash;
  const newer = verdict.policyNumber > (held.verdict.policyNumber ?? 0);
  if (held.draftVersion !== draftVersion || !forThis || !newer) return 'verdict_stale';
  const old = new Set([...SAFETY_REASONS, ...held.verdict.reasons]);
  const kept = held.reasons.filter((reason) => !old.has(reason));
  const unsafe = verdict.flagged ? ['flagged'] : verdict.decision === 'pass' ? [] : ['safety_hold'];
  hold(desk, row, held, verdict, [...new Set([...unsafe, 'policy_changed', ...kept, ...verdict.reasons])]);
  return 'screened_again';
}

/** Time to ask whether the policy has changed. The safety check answers only if it has. */
function askScreening(desk: ConversationDesk, { timerId }: TimerFired): string {
  const row = desk.find(timerId.slice(screenTimer('').length));
  if (row?.situation.name !== 'held') return 'screening_not_needed';
  screenAgain(desk, row, row.situation, row.situation.verdict.policyNumber ?? 0, false);
  desk.screenLater(row.engagement.engagementId);
  return 'screening_asked';
}

/** The verdict on a text has not come: people must not wait for it unknowingly. */
function checkMissing(desk: ConversationDesk, { timerId }: TimerFired): string {
  const row = desk.find(timerId.slice(checkTimer('').length));
  if (row?.situation.name !== 'checking' || row.situation.overdue) return 'check_not_awaited';
  holdUnchecked(desk, row, row.situation, 'check_missing');
  return 'held';
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
      desk.overtaken(row)
    ) {
      withdraw(desk, row, situation, 'superseded');
    }
  }
}

function outcome(desk: ConversationDesk, { data }: Event<'ReplyActionOutcome'>): string {
  const row = desk.findByAction(data.actionId);
  const situation = row?.situation;
  if (row && situation?.name === 'completed' && situation.actionId === data.actionId) {
    // Failed by the attempt's word, yet it may have been posted: then nothing more may be sent.
    if (situation.outcome !== 'failed' || data.outcome !== 'unresolved') return 'outcome_stale';
    complete(desk, row, situation, { ...data, outcome: 'unresolved' });
    return 'completed';
  }
  if (
    !row ||
    (situation?.name !== 'approved' && situation?.name !== 'withdrawing') ||
    situation.actionId !== data.actionId
  ) {
    return 'outcome_stale';
  }
  if (data.outcome === 'waiting') {
    // A grant came to nothing: until the next one the way back is open again.
    if (situation.name === 'approved') {
      const waiting = { ...situation, progress: 'requested' } as const;
      const moved = desk.move(row, waiting);
      if (waiting.auto && desk.overtaken(moved)) withdraw(desk, moved, waiting, 'superseded');
    }
    return 'waiting_noted';
  }
  if (data.outcome === 'granted' || data.outcome === 'unconfirmed') {
    if (situation.name === 'approved') desk.move(row, { ...situation, progress: 'sending' });
    return 'sending_noted';
  }
  if (data.outcome === 'cancelled') {
    const why = situation.name === 'withdrawing' ? situation.why : 'undone';
    const reasons = [
      ...(why === 'undone' ? ['undone'] : []),
      ...(why === 'superseded' || newsSince(desk, row) ? ['conversation_moved_on'] : []),
    ];
    hold(
      desk,
      row,
      situation,
      situation.verdict,
      situation.verdict.flagged ? ['flagged', ...reasons] : reasons,
    );
    return 'held';
  }
  if (data.outcome === 'refused' && data.code === 'verdict_outdated' && situation.name === 'approved') {
    const { draftId, draftVersion, draft, verdict, auto } = situation;
    const again = auto ? 'auto' : 'person';
    const seen = desk.conversation.version;
    const text = { draftId, draftVersion, draft };
    screenAgain(
      desk,
      desk.move(row, { name: 'checking', ...text, seen, again }),
      text,
      verdict.policyNumber ?? 0,
      true,
    );
    return 'judged_again';
  }
  complete(desk, row, situation, { ...data, outcome: data.outcome });
  return 'completed';
}

/** Whether somebody wrote while the draft was away from the desk: checked again, or withdrawn. */
function newsSince(desk: ConversationDesk, row: EngagementRow): boolean {
  return 'seen' in row.situation && desk.movedOnAt(row) > row.situation.seen;
}

function complete(
  desk: ConversationDesk,
  row: EngagementRow,
  before: Text & { readonly actionId: string },
  { outcome, networkPostId, code }: Pick<ReplyCompletedData, 'outcome' | 'networkPostId' | 'code'>,
): void {
  const { draftId, draftVersion, draft, actionId } = before;
  desk.move(row, { name: 'completed', draftId, draftVersion, draft, actionId, outcome });
  desk.tell('ReplyCompleted', { ...desk.head(row, before), actionId, outcome, networkPostId, code });
}
