/** How many seeds, and which. `SIMULATION_RUNS=1000` for more; `SIMULATION_SEED=n` to play a failed one again. */
import type { Parameters as CheckSettings } from 'fast-check';

const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 250);

/** @param share of the seeds, for worlds that cost more than others. */
export function checking<T>(share = 1): CheckSettings<T> {
  const seed = process.env['SIMULATION_SEED'];
  const path = process.env['SIMULATION_PATH'];
  return {
    numRuns: Math.max(1, Math.ceil(RUNS * share)),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Nothing here judges time: this only ends what hangs. */
export const LIMIT = { timeout: 300_000 + RUNS * 3_000 };
