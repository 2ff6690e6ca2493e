/** What is done to an installation and when: a pure function of the seed, so that a run can be repeated. */
import type { Fault } from './faults/fault.ts';

/** mulberry32, a 32-bit generator: the same seed gives the same numbers on every machine. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One round: every fault once, in an order of the seed. */
export function roundOf(faults: readonly Fault[], random: () => number): readonly Fault[] {
  const round = [...faults];
  for (let at = round.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [round[at], round[other]] = [round[other] as Fault, round[at] as Fault];
  }
  return round;
}

/** The wait before the next fault, ms: anywhere between the two. */
export function pauseOf(between: readonly [number, number], random: () => number): number {
  return Math.round(between[0] + random() * (between[1] - between[0]));
}
