/**
 * The words of the log in TypeScript: every event and command is an envelope around its data.
 * `topics/schemas/*.avsc` is the contract; the data types are generated from it.
 */
import type { EventData } from './generated/events.ts';

export type * from './generated/events.ts';

/** Name of an event (past tense) or command (imperative). */
export type EventType = keyof EventData;

/** What every record carries besides its data. Times are epoch milliseconds. */
export interface Envelope {
  /** UUID. Derived events have deterministic ids (see `eventIdOf` in `topics/ids.ts`), so work done twice is the same event. */
  readonly eventId: string;
  readonly tenantId: string;
  readonly workspaceId: string;
  /** What the event is about; its order is kept. */
  readonly streamId: string;
  /** Position in the stream; only deciders set it. */
  readonly streamVersion: number | null;
  /** The source's time. */
  readonly occurredAt: number;
  /** When it was written to the log. */
  readonly recordedAt: number;
  /** The engagement or content it is about; survives edits, approvals and attempts. */
  readonly correlationId: string;
  readonly causationId: string | null;
  /** `network:slug`, `processor:name`, `member:id` or `system`. */
  readonly actor: string;
}

export type Event<T extends EventType> = Envelope & { readonly type: T; readonly data: EventData[T] };

/** Any event or command, distinguished by `type`. */
export type AnyEvent = { [T in EventType]: Event<T> }[EventType];
