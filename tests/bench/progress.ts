/** Rates from samples of how far something has come. Pure. */

export interface Sample {
  /** Any clock, ms. */
  readonly at: number;
  /** Done so far; never falls. */
  readonly done: number;
}

/** Moment at which so much was done, in proportion between the two samples around it; null when it never was. */
export function reachedAt(samples: readonly Sample[], done: number): number | null {
  const after = samples.findIndex((sample) => sample.done >= done);
  const next = samples[after];
  if (!next) return null;
  const before = samples[after - 1];
  if (!before || next.done === before.done) return next.at;
  return before.at + ((done - before.done) / (next.done - before.done)) * (next.at - before.at);
}

/**
 * Per second between two shares of the whole, so that neither the way up nor the last records count; null when the
 * whole was not reached.
 */
export function steadyRate(
  samples: readonly Sample[],
  whole: number,
  [from, to]: readonly [number, number] = [0.1, 0.9],
): number | null {
  // Sampling may begin when more is done already.
  const begin = Math.max(whole * from, samples[0]?.done ?? 0);
  const begun = reachedAt(samples, begin);
  const ended = reachedAt(samples, whole * to);
  if (begun === null || ended === null || ended <= begun) return null;
  return ((whole * to - begin) * 1_000) / (ended - begun);
}

/** How many of these ascending offsets lie below a position. */
export function countBelow(offsets: readonly number[], position: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] as number) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
