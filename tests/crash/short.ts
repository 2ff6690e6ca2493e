import { FAULTS } from './faults/table.ts';
import type { CrashOptions } from './run.ts';

/** The form that CI has time for: one round of the faults that are over soon. */
export const SHORT: CrashOptions & { readonly rate: number } = {
  faults: FAULTS.filter(({ short }) => short),
  ms: 0,
  wholeRounds: true,
  between: [1_000, 4_000],
  drainMs: 240_000,
  rate: 20,
};

/** Seeds that were red once; each is run again. */
export const REGRESSIONS: readonly number[] = [];
