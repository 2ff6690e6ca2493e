/** What people may do with a draft. Each command says which draft and conversation the person saw. */
import { brokenRule } from '../../../platforms/policy.ts';
import { platformOf } from '../../../platforms/registry.ts';
import { seededBug } from '../../../service/seeded-bugs.ts';
import type { AnyEvent, Event } from '../../../topics/events.ts';
import { isEvent } from '../../runtime/types.ts';
import type { TimerFired } from '../../runtime/types.ts';
import type { RejectionCode } from './codes.ts';
import type { ConversationDesk, RefusalDetails } from './desk.ts';
import type { EngagementRow, Situation, Text } from './state.ts';
import { approve, hashOf, targetOf, withdraw } from './steps.ts';

export type Command = Event<'ApproveReply'> | Event<'EditReply'> | Event<'RejectReply'> | Event<'UndoReply'>;
type Drafted = Exclude<Situation, { name: 'received' }>;
const COMMANDS: readonly string[] = ['ApproveReply', 'EditReply', 'RejectReply', 'UndoReply'];

export function isCommand(input: AnyEvent | TimerFired): input is Command & AnyEvent {
  return COMMANDS.includes(input.type);
}

/** A person's command: first whether it fits what the person saw, then what it does. */
export function commanded(desk: ConversationDesk, command: Command): string {
  const { data, actor } = command;
  const row = desk.find(data.engagementId);
  const situation = row?.situation;
  const ended = desk.ended(data.engagementId);
  if (ended) {
    const { draftId, draftVersion, code } = ended;
    const known = draftId === data.draftId;
    return desk.reject(known ? code : 'unknown_draft', { choices: [], draftId, draftVersion });
  }
  if (!row || !situation || situation.name === 'received') {
    return desk.reject('unknown_draft', { choices: [] });
  }
  if (situation.draftId !== data.draftId) return refuse(desk, situation, 'unknown_draft', []);
  const wrong = wrongSituation(command, situation);
  if (wrong) return refuse(desk, situation, wrong.code, wrong.choices);
  if (situation.draftVersion !== data.draftVersion) {
    return refuse(desk, situation, 'draft_changed', ['approve', 'edit', 'reject']);
  }
  if (isEvent(command, 'UndoReply')) {
    if (situation.name !== 'approved') return refuse(desk, situation, 'nothing_to_undo', []);
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
  const movedOnAt = desk.movedOnAt(row);
  if (data.conversationVersion < movedOnAt) {
    const news = { seen: data.conversationVersion, movedOnAt };
    return refuse(desk, situation, 'conversation_moved_on', ['approve_anyway', 'edit', 'reject'], news);
  }
  return isEvent(command, 'EditReply')
    ? edit(desk, row, situation, command)
    : approveByPerson(desk, row, situation, command);
}

function edit(desk: ConversationDesk, row: EngagementRow, before: Text, command: Event<'EditReply'>): string {
  const { data, actor } = command;
  const text = { draftId: before.draftId, draftVersion: before.draftVersion + 1 };
  const broken = policyProblem(desk, row, { ...text, draft: { ...before.draft, text: data.text } });
  if (broken === 'too_long' || broken === 'empty_text')
    return refuse(desk, before, broken, ['edit', 'reject']);
  const draft = {
    text: data.text,
    tone: before.draft.tone,
    templateId: null,
    contentHash: hashOf(row, data),
    modelVersion: 'person',
    disclosures: data.disclosures,
  };
  desk.move(row, { name: 'checking', ...text, draft, seen: desk.conversation.version });
  const { engagement } = row;
  desk.tell(
    'ReplyEdited',
    { ...desk.head(row, { ...text, draft }), engagement, draft, editor: actor },
    actor,
  );
  if (seededBug('post-without-recheck') && 'verdict' in before) {
    const { verdict } = before as Extract<Situation, { name: 'held' }>;
    approve(desk, row, { name: 'held', ...text, draft, verdict, reasons: [] }, command, actor);
  }
  return desk.accept();
}

function approveByPerson(
  desk: ConversationDesk,
  row: EngagementRow,
  situation: Drafted,
  command: Command,
): string {
  if (situation.name !== 'held') return refuse(desk, situation, 'already_over', []);
  if (situation.verdict.flagged && !seededBug('post-flagged'))
    return refuse(desk, situation, 'flagged_edit_first', ['edit', 'reject']);
  const broken = policyProblem(desk, row, situation);
  if (broken) return refuse(desk, situation, broken, ['edit', 'reject']);
  approve(desk, row, situation, command, command.actor);
  return desk.accept();
}

/** Refuses, and says what the draft is now. */
function refuse(
  desk: ConversationDesk,
  { draftId, draftVersion, draft }: Text,
  code: RejectionCode,
  choices: readonly string[],
  news: Pick<RefusalDetails, 'seen' | 'movedOnAt'> = {},
): string {
  return desk.reject(code, { choices, draftId, draftVersion, text: draft.text, ...news });
}

/** What a command may not find; null when the situation suits it. */
function wrongSituation(
  command: Command,
  situation: Drafted,
): { readonly code: RejectionCode; readonly choices: readonly string[] } | null {
  const undoing = isEvent(command, 'UndoReply');
  switch (situation.name) {
    case 'held':
      return undoing ? { code: 'nothing_to_undo', choices: ['approve', 'edit', 'reject'] } : null;
    case 'checking':
      if (undoing) return { code: 'nothing_to_undo', choices: ['edit', 'reject'] };
      return isEvent(command, 'ApproveReply')
        ? { code: situation.overdue ? 'not_checked' : 'still_checking', choices: ['edit', 'reject'] }
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
