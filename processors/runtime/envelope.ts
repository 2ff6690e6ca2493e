import type { AnyEvent, Envelope } from '../../topics/events.ts';
import { deriveId, eventIdOf } from '../../topics/ids.ts';
import type { Output, TimerFired } from './types.ts';

/** What an output inherits. Any event is one; timers make theirs with `causeOfTimer`. */
export type Cause = Pick<
  Envelope,
  'eventId' | 'tenantId' | 'workspaceId' | 'correlationId' | 'occurredAt'
> & {
  /** True when the id names no event (a window, a record that cannot be read): nothing is given as causation. */
  readonly anonymous?: boolean;
};

/** Whoever derives events: its name is in their ids, name and version in their actor. */
export interface Author {
  readonly name: string;
  readonly actor: string;
}

export function authorOf(processor: { readonly name: string; readonly version: number }): Author {
  return { name: processor.name, actor: `processor:${processor.name}@${processor.version}` };
}

/**
 * The whole event of an output. Its id is `uuidv5(processor | causing event | index)`: worked out again
 * after a crash it is the same event.
 * @param index position among the outputs of the cause.
 * @param now time of the decision, epoch ms.
 */
export function deriveEvent(
  author: Author,
  cause: Cause,
  output: Output,
  index: number,
  now: number,
): AnyEvent {
  const given = output.envelope;
  return {
    eventId: given?.eventId ?? eventIdOf(author.name, cause.eventId, index),
    type: output.type,
    tenantId: given?.tenantId ?? cause.tenantId,
    workspaceId: given?.workspaceId ?? cause.workspaceId,
    streamId: given?.streamId ?? output.key,
    streamVersion: given?.streamVersion ?? null,
    occurredAt: given?.occurredAt ?? cause.occurredAt,
    recordedAt: now,
    correlationId: given?.correlationId ?? cause.correlationId,
    causationId: cause.anonymous === true ? null : cause.eventId,
    actor: given?.actor ?? author.actor,
    data: output.data,
  } as AnyEvent;
}

/** A timer as a cause: its id is `uuidv5(processor | key | timer | due)`, it happened when it fell due. */
export function causeOfTimer(author: Author, timer: TimerFired): Cause {
  return {
    eventId: deriveId(author.name, 'timer', timer.key, timer.timerId, timer.due),
    tenantId: timer.tenantId,
    workspaceId: timer.workspaceId,
    correlationId: timer.correlationId,
    occurredAt: timer.due,
  };
}
