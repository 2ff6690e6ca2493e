import type { AnyEvent } from '../../topics/events.ts';
import type { StateStore } from './state-store.ts';
import { isTable, type Decide, type Decision, type RowReader, type TimerFired } from './types.ts';

const STATE = 's:';

/** A state entry to write; an undefined value forgets it. */
export interface EntryChange {
  readonly entry: string;
  readonly value: unknown;
  readonly expiresAt: number | null;
}

/** A decision and what it means for the state, worked out and not yet applied. */
export interface Decided {
  readonly decision: Omit<Decision<unknown>, 'facts'>;
  readonly changes: readonly EntryChange[];
}

/** Asks a processor's machine, be it one value or a table per key. Changes nothing. */
export function deciding(
  machine: Decide['machine'],
  store: StateStore,
): (key: string, input: AnyEvent | TimerFired, now: number) => Decided {
  if (isTable(machine)) {
    return (key, input, now) => {
      const entryOf = (row: string): string => `${STATE}${key}\u0000${row}`;
      const rows: RowReader = { get: (row) => store.get(entryOf(row), now) };
      const decision = machine.decide(input, rows, { now });
      const changes = (decision.rows ?? []).map(({ row, value, expiresAt }) => ({
        entry: entryOf(row),
        value: value ?? undefined,
        expiresAt,
      }));
      return { decision, changes };
    };
  }
  return (key, input, now) => {
    const entry = STATE + key;
    const before: unknown = store.get(entry, now) ?? machine.initialState();
    const decision: Decision<unknown> = machine.decide(input, before, { now });
    const facts = decision.facts ?? [];
    if (facts.length === 0) return { decision, changes: [] };
    const value = facts.reduce<unknown>((folded, fact): unknown => machine.evolve(folded, fact), before);
    return { decision, changes: [{ entry, value, expiresAt: machine.expiresAt(value) }] };
  };
}
