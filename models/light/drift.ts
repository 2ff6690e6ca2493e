/**
 * Whether a head's scores have moved away from those of its card: the population stability index over the card's
 * ten bins. Pure; who counts the scores of a week is elsewhere.
 */

/** Bins of equal width between 0 and 1. */
export const BINS = 10;

/** Usual reading of the index: below `moved` nothing happened, from `drifted` on somebody should look. */
export const PSI_LEVELS = { moved: 0.1, drifted: 0.2 } as const;

/** An empty bin counts as so small a share, so that one text in a bin that was empty does not weigh without end. */
const LEAST_SHARE = 1e-4;

/** Bin of a probability; 1 belongs to the last. */
export function binOf(probability: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor(probability * BINS)));
}

/** Shares of the bins; all 0 without probabilities. */
export function histogram(probabilities: readonly number[]): number[] {
  const counts = Array.from({ length: BINS }, () => 0);
  for (const probability of probabilities) counts[binOf(probability)]!++;
  return counts.map((count) => (probabilities.length === 0 ? 0 : count / probabilities.length));
}

/**
 * Population stability index of two histograms over the same bins, as counts or as shares: the sum of
 * (observed - reference) * ln(observed / reference) over shares. 0 is no difference; symmetric. Throws RangeError when
 * the bins are not as many, when one is negative or not finite, or when a side is empty.
 */
export function psi(reference: readonly number[], observed: readonly number[]): number {
  if (reference.length !== observed.length) {
    throw new RangeError(`psi: ${reference.length} bins against ${observed.length}`);
  }
  const [before, now] = [shares(reference), shares(observed)];
  return before.reduce((sum, share, bin) => sum + (now[bin]! - share) * Math.log(now[bin]! / share), 0);
}

function shares(bins: readonly number[]): number[] {
  if (!bins.every((bin) => Number.isFinite(bin) && bin >= 0)) {
    throw new RangeError('psi: a bin is negative or not a number');
  }
  const total = bins.reduce((sum, bin) => sum + bin, 0);
  if (total === 0) throw new RangeError('psi: nothing was counted');
  const floored = bins.map((bin) => Math.max(bin / total, LEAST_SHARE));
  const whole = floored.reduce((sum, bin) => sum + bin, 0);
  return floored.map((bin) => bin / whole);
}
