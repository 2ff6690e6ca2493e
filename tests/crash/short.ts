import { FAULTS } from './faults/table.ts';
import type { CrashOptions } from './run.ts';

/** The form that CI has time for: one round of the faults that are over soon. */
export const SHORT: CrashOptions & { readonly rate: number } = {
  faults: FAULTS.filter(({ short }) => short),
  ms: 0,
  wholeRounds: true,
  between: [500, 2_000],
  drainMs: 240_000,
  rate: 20,
};

/** A run that was red once. `npm run test:crash` with the same options repeats it. */
export interface Regression {
  readonly seed: number;
  /** What went wrong, for whoever reads the list. */
  readonly was: string;
  /** Of the long form; the short form when absent. */
  readonly long?: {
    readonly minutes: number;
    readonly rate: number;
    /** Names of faults; all when absent. */
    readonly only?: readonly string[];
  };
}

/** Each is run again by `kill.test.ts`. */
export const REGRESSIONS: readonly Regression[] = [];

/** Between two faults of the long form, ms. */
export const BETWEEN = [20_000, 40_000] as const;
const DRAIN_MS = 600_000;

/** The long form; the faults are those of the table with these names, all when none is named. */
export function longForm(minutes: number, only?: readonly string[]): CrashOptions {
  return {
    faults: FAULTS.filter(({ name }) => only?.includes(name) ?? true),
    ms: minutes * 60_000,
    wholeRounds: false,
    between: BETWEEN,
    drainMs: DRAIN_MS,
  };
}
