/**
 * What the gateway needs from the rest, as types: appending to the log, answers of deciders, read models.
 * Routes know these and HTTP, nothing else.
 */
import type { TopicName } from '../topics/catalogue.ts';
import type { AnyEvent, EventData } from '../topics/events.ts';

/** Who a request acts for; comes from the credential, never from the request's own words. */
export interface Principal {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly memberId: string;
}

/** Writes events durably. */
export interface Appender {
  /**
   * Resolves when the record is acknowledged by the log.
   * @throws LogError `unavailable` when it was not acknowledged in time, or the queue is full.
   */
  append(
    topic: TopicName,
    key: string,
    event: AnyEvent,
    headers?: Readonly<Record<string, string>>,
  ): Promise<void>;
}

export type CommandAnswer = EventData['CommandAnswered'];

/** Sends a command to its decider and waits for the answer. */
export interface CommandBus {
  /** The decider's answer, or null when none came before the deadline (the command is in the log and will be answered). */
  send(
    topic: TopicName,
    key: string,
    command: AnyEvent,
    headers?: Readonly<Record<string, string>>,
  ): Promise<CommandAnswer | null>;
}

/** Whose data is read; every query is bound to it. */
export type Scope = Pick<Principal, 'tenantId' | 'workspaceId'>;

export interface EngagementQuery {
  readonly state?: string;
  readonly sentiment?: string;
  readonly kind?: string;
  readonly network?: string;
  readonly urgency?: string;
  /** Words to find in the text. */
  readonly q?: string;
  /** Epoch ms, inclusive and exclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly cursor?: string;
}

export interface Page {
  readonly items: readonly object[];
  readonly nextCursor: string | null;
}

/** The engagement as far as commands need it. */
export interface EngagementRef {
  readonly conversationId: string;
  readonly reply: { readonly draftId: string } | null;
}

/** Read models as JSON; routes pass them on. */
export interface Reads {
  /** @throws InvalidCursor when the cursor is not one of ours. */
  listEngagements(scope: Scope, query: EngagementQuery): Promise<Page>;
  engagement(scope: Scope, id: string): Promise<(object & EngagementRef) | null>;
  reviewQueue(scope: Scope, page: { readonly limit: number; readonly cursor?: string }): Promise<Page>;
  overview(scope: Scope): Promise<object>;
  accounts(scope: Scope): Promise<readonly object[]>;
  commandStatus(scope: Scope, commandId: string): Promise<object | null>;
  /** Waits until the reply's read model has this stream version; false when it has not after `deadlineMs`. */
  waitForReply(scope: Scope, engagementId: string, version: number, deadlineMs: number): Promise<boolean>;
}
