import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBelow, reachedAt, steadyRate } from './progress.ts';

const samples = (...done: readonly number[]) => done.map((count, n) => ({ at: n * 1_000, done: count }));

describe('the steady rate', () => {
  it('leaves out the way up and the last records', () => {
    // Two slow seconds, four at 100 a second, then a long end.
    const some = samples(0, 5, 10, 40, 60, 80, 90, 90, 90, 90, 100);
    expect(steadyRate(some, 100)).toBeCloseTo(80 / 4, 6);
  });

  it('counts from the first sample when that is beyond the way up', () => {
    expect(steadyRate(samples(50, 70, 90, 100), 100)).toBeCloseTo(20, 6);
    expect(steadyRate(samples(95, 100), 100)).toBeNull();
  });

  it('is not known before the whole was reached', () => {
    expect(steadyRate(samples(0, 10, 20), 100)).toBeNull();
    expect(steadyRate([], 100)).toBeNull();
    expect(steadyRate(samples(100), 100)).toBeNull();
  });

  it('of even progress is that progress, however it was sampled', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { maxLength: 20 }),
        (perSecond, moments) => {
          const times = [0, ...moments.sort((a, b) => a - b), 100_000];
          const even = times.map((at) => ({ at, done: (at * perSecond) / 1_000 }));
          expect(steadyRate(even, perSecond * 100)).toBeCloseTo(perSecond, 3);
        },
      ),
    );
  });
});

describe('a moment', () => {
  it('lies in proportion between two samples', () => {
    expect(reachedAt(samples(0, 10, 10, 30), 15)).toBe(2_250);
    expect(reachedAt(samples(0, 10), 11)).toBeNull();
  });
});

describe('offsets below a position', () => {
  it('are counted as a loop would', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1_000)), fc.nat(1_000), (offsets, position) => {
        offsets.sort((a, b) => a - b);
        expect(countBelow(offsets, position)).toBe(offsets.filter((offset) => offset < position).length);
      }),
    );
  });
});
