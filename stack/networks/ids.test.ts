import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSource, MASTODON_IDS, X_IDS } from './ids.ts';

describe('ids of a network', () => {
  it('always grow and never repeat, also when the clock jumps and after a restart', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(X_IDS, MASTODON_IDS),
        fc.array(fc.integer({ min: 1_700_000_000_000, max: 1_700_000_001_000 }), { minLength: 1 }),
        fc.nat(),
        (shape, times, cut) => {
          const before = new IdSource(shape);
          const restartAt = cut % times.length;
          const ids = times.slice(0, restartAt).map((t) => before.next(t));
          const after = new IdSource(shape);
          for (const id of ids) after.seen(id);
          ids.push(...times.slice(restartAt).map((t) => after.next(t)));
          for (let i = 1; i < ids.length; i += 1) {
            expect(BigInt(ids[i]!) - BigInt(ids[i - 1]!)).toBeGreaterThanOrEqual(BigInt(shape.step));
          }
        },
      ),
    );
  });
});
