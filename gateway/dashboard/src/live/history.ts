/** The last minutes of freshness and lag, as the overviews told them: what the server keeps no curve of. */
import type { Overview } from '../api/types.ts';

export interface Sample {
  /** Epoch ms. */
  readonly at: number;
  /** Slowest read model, ms; null when none was measured. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Records not yet processed, all processors. */
  readonly lag: number;
}

/** Ten minutes at one overview in two seconds. */
export const MAX_SAMPLES = 300;

export function extend(before: readonly Sample[], overview: Overview, at: number): readonly Sample[] {
  const fresh = Object.values(overview.freshness);
  const most = (values: readonly number[]): number | null =>
    values.length === 0 ? null : Math.max(...values);
  const sample: Sample = {
    at,
    p50Ms: most(fresh.map((one) => one.p50Ms)),
    p99Ms: most(fresh.map((one) => one.p99Ms)),
    lag: overview.lag.reduce((sum, one) => sum + one.records, 0),
  };
  return [...before.slice(-(MAX_SAMPLES - 1)), sample];
}
