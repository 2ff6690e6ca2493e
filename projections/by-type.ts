/** A table of event types instead of a switch: what is not in the table concerns nobody here. */
import type { AnyEvent, Event, EventType } from '../topics/events.ts';

/** `G`: what else a row of the table is given. */
export type ByType<R, G = void> = { readonly [T in EventType]?: (event: Event<T>, given: G) => R };

export function byType<R>(handlers: ByType<R>, event: AnyEvent): R | undefined;
export function byType<R, G>(handlers: ByType<R, G>, event: AnyEvent, given: G): R | undefined;
export function byType<R, G>(handlers: ByType<R, G>, event: AnyEvent, given?: G): R | undefined {
  const handler = handlers[event.type] as ((event: AnyEvent, given?: G) => R) | undefined;
  return handler?.(event, given);
}
