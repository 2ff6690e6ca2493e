/**
 * What a simulation must have been through: every kind of part, and every way in which it can come to its
 * partition. A transition counts once the new owner has committed, not when somebody tried.
 */
export const KINDS = ['transform', 'decide', 'effect', 'aggregate', 'sink', 'views'] as const;
export type Kind = (typeof KINDS)[number];

export const TRANSITIONS = {
  start: 'the first owner of a partition',
  restart: 'the owner before had died, drained, or started over after an answer was lost',
  rebalance: 'the owner before was alive or paused, and another process took over',
  rebuild: 'state read from the changelog; a read model made anew beside the current one, and equal',
  switch: 'another version of the processor, another generation of the read model',
} as const;
export type Transition = keyof typeof TRANSITIONS;
export const TRANSITION_NAMES = Object.keys(TRANSITIONS) as readonly Transition[];
type Cell = `${Kind} ${Transition}`;

/** Cells that cannot exist, and why. */
export const CANNOT: Partial<Readonly<Record<Cell, string>>> = {
  'transform rebuild': 'it keeps neither state nor a read model',
};

export class Transitions {
  readonly #counts = new Map<Cell, number>();

  take(kind: Kind, transition: Transition): void {
    const cell = `${kind} ${transition}` as const;
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
  }

  count(kind: Kind, transition: Transition): number {
    return this.#counts.get(`${kind} ${transition}`) ?? 0;
  }

  /** Cells that can exist and were not taken, and cells taken that are said not to exist. */
  problems(): readonly string[] {
    return KINDS.flatMap((kind) =>
      TRANSITION_NAMES.flatMap((transition) => {
        const why = CANNOT[`${kind} ${transition}`];
        const count = this.count(kind, transition);
        if (why !== undefined && count > 0)
          return [`${kind} ${transition}: taken ${count} times, though ${why}`];
        return why === undefined && count === 0 ? [`${kind} ${transition}: never taken`] : [];
      }),
    );
  }

  /** Times taken, for people; `-` where a cell cannot exist. */
  table(): string {
    const rows = KINDS.map((kind) => [
      kind,
      ...TRANSITION_NAMES.map((transition) =>
        CANNOT[`${kind} ${transition}`] === undefined ? String(this.count(kind, transition)) : '-',
      ),
    ]);
    return [['', ...TRANSITION_NAMES], ...rows]
      .map((row) => row.map((cell, n) => (n === 0 ? cell.padEnd(10) : cell.padStart(10))).join(''))
      .join('\n');
  }

  toJSON(): Record<Kind, Record<Transition, number | string>> {
    const row = (kind: Kind): Record<Transition, number | string> =>
      Object.fromEntries(
        TRANSITION_NAMES.map((transition) => [
          transition,
          CANNOT[`${kind} ${transition}`] ?? this.count(kind, transition),
        ]),
      ) as Record<Transition, number | string>;
    return Object.fromEntries(KINDS.map((kind) => [kind, row(kind)])) as Record<
      Kind,
      Record<Transition, number | string>
    >;
  }
}
