import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

it('never waits less than half of the step, never more than the cap', () => {
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const wait = backoffMs(attempt, { baseMs: 10, capMs: 5_000 }, random);
        expect(wait).toBeGreaterThanOrEqual(Math.min(5_000, 10 * 2 ** Math.min(attempt, 30)) / 2);
        expect(wait).toBeLessThanOrEqual(5_000);
      },
    ),
  );
});
