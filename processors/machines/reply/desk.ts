/** One input's work on one conversation: its rows, its stream of events, and what is asked of the account. */
import { seededBug } from '../../../service/seeded-bugs.ts';
import type { Engagement, EventData } from '../../../topics/events.ts';
import type { Answer, Output, RowReader, TableDecision, TimerChange } from '../../runtime/types.ts';
import { RowWork } from '../row-work.ts';
import { REJECTIONS } from './codes.ts';
import type { RejectionCode } from './codes.ts';
import {
  actionRow,
  authorRow,
  CHECK_WAIT_MS,
  checkTimer,
  CONVERSATION,
  CROWDED,
  endedRow,
  engagementRow,
  KEEP_MS,
  MAX_OPEN,
  metRow,
  SCREEN_MS,
  screenTimer,
} from './state.ts';
import type { AuthorRow, ConversationRow, EndedRow, EngagementRow, Situation, Text } from './state.ts';

type ReplyEvent =
  'ReplyHeld' | 'ReplyApproved' | 'ReplyEdited' | 'ReplyRejected' | 'ReplyWithdrawn' | 'ReplyCompleted';

/** Fields that every event of a reply's life has in common. */
export type ReplyHead = Pick<
  EventData['ReplyHeld'],
  'draftId' | 'draftVersion' | 'engagementId' | 'conversationId' | 'conversationVersion'
>;

/** With which a person, or a page, can go on at once. */
export interface RefusalDetails {
  readonly choices: readonly string[];
  /** The draft as it is now; absent where there is none, or none of this person's. */
  readonly draftId?: string;
  readonly draftVersion?: number;
  /** Where it can still change hands. */
  readonly text?: string;
  /** Version of the conversation that the person saw, and the one at which news came. */
  readonly seen?: number;
  readonly movedOnAt?: number;
}

interface Owner {
  readonly tenantId: string;
  readonly workspaceId: string;
}

export class ConversationDesk {
  readonly now: number;
  readonly conversationId: string;
  readonly #rows: RowWork;
  readonly #owner: Owner;
  readonly #outputs: Output[] = [];
  readonly #timers: TimerChange[] = [];
  #answer: Answer | undefined;

  constructor(rows: RowReader, now: number, conversationId: string, input: Owner) {
    this.#rows = new RowWork(rows);
    this.now = now;
    this.conversationId = conversationId;
    this.#owner = { tenantId: input.tenantId, workspaceId: input.workspaceId };
  }

  /** Whether the input comes from another workspace than the conversation. */
  get foreign(): boolean {
    const { tenantId, workspaceId } = this.conversation;
    return tenantId !== this.#owner.tenantId || workspaceId !== this.#owner.workspaceId;
  }

  get conversation(): ConversationRow {
    const known = this.#rows.get<ConversationRow>(CONVERSATION);
    return known ?? { ...this.#owner, version: 0, streamVersion: 0, open: [] };
  }

  find(engagementId: string): EngagementRow | undefined {
    return this.#rows.get<EngagementRow>(engagementRow(engagementId));
  }

  ended(engagementId: string): EndedRow | undefined {
    return this.#rows.get<EndedRow>(endedRow(engagementId));
  }

  /** Whether the message was noted, whatever became of it. */
  knows(engagementId: string): boolean {
    const known = this.find(engagementId) ?? this.ended(engagementId);
    return known !== undefined || this.#rows.get(metRow(engagementId)) !== undefined;
  }

  findByAction(actionId: string): EngagementRow | undefined {
    const engagementId = this.#rows.get<string>(actionRow(actionId));
    return engagementId === undefined ? undefined : this.find(engagementId);
  }

  /**
   * Takes note of a message, once: whichever topic is first to tell of it. Answers its row, and the open
   * drafts to which it is news.
   */
  meet(engagement: Engagement): { readonly row: EngagementRow; readonly news: readonly EngagementRow[] } {
    const { engagementId, author } = engagement;
    const row = this.find(engagementId) ?? { engagement, situation: { name: 'received' } };
    if (this.knows(engagementId)) return { row, news: [] };
    const version = this.conversation.version + 1;
    // Shuffled delivery: a message can arrive after a later one of the same author.
    const latest = Math.max(this.#author(engagement)?.latest ?? 0, engagement.createdAt);
    const wrote: AuthorRow = { latest, version };
    this.#rows.put(authorRow(author.nativeId), wrote, this.now + KEEP_MS);
    this.#rows.put(metRow(engagementId), 1, this.now + KEEP_MS);
    this.#conversation({ version });
    const open = this.conversation.open.flatMap((id) => this.find(id) ?? []);
    return { row, news: open.filter((other) => this.movedOnAt(other) === version) };
  }

  /** Whether the author has written again after this message, in whatever order the two arrived. */
  overtaken({ engagement }: EngagementRow): boolean {
    return (this.#author(engagement)?.latest ?? 0) > engagement.createdAt;
  }

  /** Version of the conversation at which the latest message came that matters to an answer of this one. */
  movedOnAt({ engagement }: EngagementRow): number {
    const { version } = this.conversation;
    return Math.max(Math.min(version, CROWDED), this.#author(engagement)?.version ?? 0);
  }

  /** Saves a situation, keeps the list of open drafts, remembers whose an action is, and minds the wait for a check. */
  move(row: EngagementRow, situation: Situation): EngagementRow {
    const moved = { ...row, situation };
    const { engagementId } = row.engagement;
    this.#rows.forget(metRow(engagementId));
    const ended = endOf(situation);
    if (ended) {
      this.#rows.forget(engagementRow(engagementId));
      this.#rows.put(endedRow(engagementId), ended, this.now + KEEP_MS);
      if ('actionId' in situation) this.#rows.forget(actionRow(situation.actionId));
    } else {
      this.#rows.put(engagementRow(engagementId), moved, this.now + KEEP_MS);
      if ('actionId' in situation)
        this.#rows.put(actionRow(situation.actionId), engagementId, this.now + KEEP_MS);
    }
    const timerId = checkTimer(engagementId);
    if (situation.name === 'checking' && !situation.overdue)
      this.#timers.push({ kind: 'set', timerId, due: this.now + CHECK_WAIT_MS });
    else if (row.situation.name === 'checking') this.#timers.push({ kind: 'cancel', timerId });
    if (situation.name === 'held' && row.situation.name !== 'held') this.screenLater(engagementId);
    else if (situation.name !== 'held' && row.situation.name === 'held')
      this.#timers.push({ kind: 'cancel', timerId: screenTimer(engagementId) });
    const others = this.conversation.open.filter((id) => id !== engagementId);
    const isOpen = situation.name === 'held' || situation.name === 'approved';
    this.#conversation({ open: isOpen ? [...others, engagementId].slice(-MAX_OPEN) : others });
    return moved;
  }

  /** Asks again later whether the safety policy has changed since this held draft was judged. */
  screenLater(engagementId: string): void {
    this.#timers.push({ kind: 'set', timerId: screenTimer(engagementId), due: this.now + SCREEN_MS });
  }

  head(row: EngagementRow, { draftId, draftVersion }: Text): ReplyHead {
    return {
      draftId,
      draftVersion,
      engagementId: row.engagement.engagementId,
      conversationId: this.conversationId,
      conversationVersion: this.conversation.version,
    };
  }

  /** Appends to the conversation's stream. */
  tell<T extends ReplyEvent>(type: T, data: EventData[T], actor?: string): void {
    const streamVersion = this.conversation.streamVersion + (seededBug('skip-stream-version') ? 2 : 1);
    this.#conversation({ streamVersion });
    const envelope = {
      occurredAt: this.now,
      streamVersion,
      correlationId: data.engagementId,
      ...(actor === undefined ? {} : { actor }),
    };
    this.#outputs.push({ topic: 'reply.events', key: this.conversationId, type, data, envelope } as Output);
  }

  ask(output: Extract<Output, { type: 'RequestAction' | 'CancelAction' | 'ScreenReply' }>): void {
    this.#outputs.push(output);
  }

  accept(): string {
    this.#answer = { status: 'accepted', version: this.conversation.streamVersion };
    return 'accepted';
  }

  /** @param details what is true now and what the person can do instead; becomes JSON in the answer. */
  reject(code: RejectionCode, now: RefusalDetails): string {
    const { streamVersion } = this.conversation;
    const details = JSON.stringify({ conversationVersion: this.conversation.version, ...now });
    this.#answer = { status: 'rejected', code, message: REJECTIONS[code], version: streamVersion, details };
    return code;
  }

  decision(quiet: string): TableDecision {
    const answer = this.#answer ? { answer: this.#answer } : {};
    const rest = { rows: this.#rows.changes(), timers: this.#timers, ...answer };
    return this.#outputs.length > 0 ? { ...rest, outputs: this.#outputs } : { ...rest, skip: quiet };
  }

  #author({ author }: Engagement): AuthorRow | undefined {
    return this.#rows.get<AuthorRow>(authorRow(author.nativeId));
  }

  #conversation(changes: Partial<ConversationRow>): void {
    this.#rows.put(
      CONVERSATION,
      { ...this.conversation, ...changes } satisfies ConversationRow,
      this.now + KEEP_MS,
    );
  }
}

/** Null while something can still be done: what failed or was refused may be edited. */
function endOf(situation: Situation): EndedRow | null {
  if (situation.name !== 'rejected' && situation.name !== 'completed') return null;
  const { draftId, draftVersion } = situation;
  if (situation.name === 'rejected') return { draftId, draftVersion, code: 'already_rejected' };
  if (situation.outcome === 'failed' || situation.outcome === 'refused') return null;
  const code = situation.outcome === 'posted' ? 'already_posted' : 'already_over';
  return { draftId, draftVersion, code };
}
