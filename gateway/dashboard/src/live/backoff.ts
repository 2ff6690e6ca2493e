/** Wait before the next try to connect, ms: doubling from 0.5 s to 20 s, spread so that all do not come at once. */
const FIRST_MS = 500;
const MOST_MS = 20_000;

/** @param random 0 to 1. */
export function backoffMs(failures: number, random: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(most / 2 + (most / 2) * random);
}
