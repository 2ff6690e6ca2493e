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
   * @throws LogError `unavailable` when it was not acknowledged in time, or the queue is full;
   *   `nothingWritten` says whether it may still arrive.
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

export type { EngagementQuery, Page, Scope } from '../projections/read/types.ts';
export type { Reads } from '../projections/read/reads.ts';
