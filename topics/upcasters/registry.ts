/**
 * What Avro's own resolution cannot say when an old record is read as today's: a default that depends on
 * other fields, a value that changed its meaning. One small pure function per step, from version n to n + 1
 * (`topics/schemas/history/<Type>/n.avsc`). It gets the event already in today's shape, new fields at their
 * defaults. Write one together with the new schema version and its golden record.
 */
import type { Event, EventType } from '../events.ts';

export type Upcasters = {
  readonly [T in EventType]?: Readonly<Record<number, (event: Event<T>) => Event<T>>>;
};

/** None yet: what later versions added has a constant as its default. */
export const UPCASTERS: Upcasters = {};

/** Lifts an event that was written with `version` step by step to `current`. */
export function upcast<T extends EventType>(
  upcasters: Upcasters,
  event: Event<T>,
  version: number,
  current: number,
): Event<T> {
  const steps = upcasters[event.type];
  if (!steps) return event;
  let lifted = event;
  for (let from = version; from < current; from++) lifted = steps[from]?.(lifted) ?? lifted;
  return lifted;
}
