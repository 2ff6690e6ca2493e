/** A table of event types instead of a switch: what is not in the table concerns nobody here. */
import type { AnyEvent, Event, EventType } from '../topics/events.ts';

export type ByType<R> = { readonly [T in EventType]?: (event: Event<T>) => R };

export function byType<R>(handlers: ByType<R>, event: AnyEvent): R | undefined {
  const handler = handlers[event.type] as ((event: AnyEvent) => R) | undefined;
  return handler?.(event);
}
