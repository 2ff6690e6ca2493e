/** On which side of a threshold a score lies: the one place that knows which limits count themselves. */
import type { Thresholds } from './policy.ts';

export type HarmScore = 'toxicity' | 'hate' | 'explicit';
export type Side = 'under' | 'near' | 'over';

/** 0.8 - 0.1 is a little more than 0.7 in binary; a score of exactly 0.7 is in the band all the same. */
export const ROUNDING = 1e-9;

/** `over` is flagged; `near`, in the band below, waits for a person. */
export function sideOf(value: number, thresholds: Thresholds, name: HarmScore): Side {
  const threshold = thresholds[name];
  // Hate counts as detected at the threshold itself; the others above it.
  if (name === 'hate' ? value >= threshold : value > threshold) return 'over';
  return value > 0 && value >= threshold - thresholds.band - ROUNDING ? 'near' : 'under';
}
