/**
 * How many stories, and which. `SIMULATION_RUNS=1000` for more. One that failed is played again with what its report
 * prints: SIMULATION_SEED, SIMULATION_PATH, and SIMULATION_REPLAY for its `replayPath`.
 */
import fc, { type Parameters as CheckSettings } from 'fast-check';
import type { Model, Scene, Weighted } from './commands.ts';

const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 250);

/** @param share of the stories, for worlds that cost more than others. */
export function checking<T>(share = 1): CheckSettings<T> {
  const seed = process.env['SIMULATION_SEED'];
  const path = process.env['SIMULATION_PATH'];
  return {
    numRuns: Math.max(1, Math.ceil(RUNS * share)),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Lists of commands. Those that make no sense when their turn comes are left out. */
export function commandsOf<M extends Model, R extends Scene>(
  most: number,
  weighted: readonly Weighted<M, R>[],
  replayPath = process.env['SIMULATION_REPLAY'],
): fc.Arbitrary<Iterable<fc.AsyncCommand<M, R>>> {
  return fc.commands<M, R, false>([fc.oneof(...weighted)], {
    maxCommands: most,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  });
}

/** Nothing here judges time: this only ends what hangs. */
export const LIMIT = { timeout: 300_000 + RUNS * 3_000 };
