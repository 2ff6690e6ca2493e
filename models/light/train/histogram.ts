/** How a head's probabilities are spread, for its card; the drift of a week is measured against it where it is read. */

/** Bins of equal width between 0 and 1. */
export const BINS = 10;

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
