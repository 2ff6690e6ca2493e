import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BINS, binOf, histogram, psi, PSI_LEVELS } from './drift.ts';

const counts = fc
  .array(fc.nat({ max: 10_000 }), { minLength: BINS, maxLength: BINS })
  .filter((bins) => bins.some((bin) => bin > 0));

describe('population stability index', () => {
  it('is that of a case worked by hand', () => {
    // (0.3 - 0.5) ln(0.3 / 0.5) + (0.7 - 0.5) ln(0.7 / 0.5)
    expect(psi([50, 50], [30, 70])).toBeCloseTo(0.1022 + 0.0673, 3);
  });

  it('always: never negative, 0 for equal shares whatever the number of texts, the same both ways', () => {
    fc.assert(
      fc.property(counts, counts, fc.integer({ min: 1, max: 50 }), (before, now, times) => {
        expect(psi(before, now)).toBeGreaterThanOrEqual(-1e-12);
        expect(Number.isFinite(psi(before, now))).toBe(true);
        expect(psi(before, now)).toBeCloseTo(psi(now, before), 9);
        expect(
          psi(
            before,
            before.map((bin) => bin * times),
          ),
        ).toBeCloseTo(0, 9);
      }),
    );
  });

  it('tells a small move from a drift', () => {
    const before = [30, 20, 10, 8, 6, 6, 5, 5, 5, 5];
    expect(psi(before, [29, 21, 10, 8, 6, 6, 5, 5, 5, 5])).toBeLessThan(PSI_LEVELS.moved);
    expect(psi(before, [10, 10, 10, 10, 10, 10, 10, 10, 10, 10])).toBeGreaterThan(PSI_LEVELS.drifted);
  });

  it('one text in a bin that was empty does not weigh without end', () => {
    expect(psi([1000, 0], [999, 1])).toBeLessThan(0.01);
  });

  it('what cannot be compared is refused', () => {
    expect(() => psi([1, 2], [1, 2, 3])).toThrow(/2 bins against 3/);
    expect(() => psi([0, 0], [1, 2])).toThrow(/nothing was counted/);
    expect(() => psi([1, -1], [1, 2])).toThrow(/negative/);
    expect(() => psi([1, Number.NaN], [1, 2])).toThrow(RangeError);
  });

  it('bins have equal width, and 1 is in the last', () => {
    expect([0, 0.0999, 0.1, 0.55, 0.9999, 1].map(binOf)).toEqual([0, 0, 1, 5, 9, 9]);
    expect(histogram([0.05, 0.05, 0.95, 1])).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5]);
    expect(histogram([])).toEqual(Array.from({ length: BINS }, () => 0));
  });
});
