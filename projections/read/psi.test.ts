import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { psi, PSI_ALERT, PSI_LEAST, shares } from './psi.ts';

const bins = fc.array(fc.nat(5_000), { minLength: 10, maxLength: 10 });
const some = bins.filter((counts) => counts.some((count) => count > 0));

describe('the population stability index', () => {
  it('is that of the formula', () => {
    // 0.5/0.5 against 0.7/0.3, large enough for the smoothing to vanish.
    const exact = 0.2 * Math.log(0.7 / 0.5) - 0.2 * Math.log(0.3 / 0.5);
    expect(psi([500_000, 500_000], [700_000, 300_000])).toBeCloseTo(exact, 5);
  });

  it('is 0 for equal shares, whether the reference is counts or shares', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 50 }), (counts, times) => {
        const many = counts.map((count) => count * times);
        expect(psi(many, counts)).toBeCloseTo(0, 9);
        expect(psi(shares(counts), counts)).toBeCloseTo(0, 9);
      }),
    );
  });

  it('is never below 0 and never endless, also with empty bins', () => {
    fc.assert(
      fc.property(some, some, (expected, actual) => {
        const index = psi(expected, actual);
        expect(index).toBeGreaterThanOrEqual(-1e-12);
        expect(Number.isFinite(index)).toBe(true);
      }),
    );
  });

  it('stays calm for a sample of the reference, and alerts when every score moves up by two bins', () => {
    const reference = [400, 220, 130, 80, 50, 40, 30, 25, 15, 10];
    const sample = reference.map((count, bin) => Math.round((count * PSI_LEAST) / 1_000) + (bin % 2));
    expect(psi(reference, sample)).toBeLessThan(PSI_ALERT / 2);
    expect(psi(reference, [0, 0, ...sample.slice(0, 8)])).toBeGreaterThan(PSI_ALERT);
  });

  it('needs something on both sides, and the same bins', () => {
    expect(() => psi([1, 2], [1])).toThrow(RangeError);
    expect(() => psi([0, 0], [1, 2])).toThrow(RangeError);
    expect(() => psi([1, 2], [0, 0])).toThrow(RangeError);
  });
});
