import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRANT_SPREAD_MS } from '../../../platforms/limits.ts';
import type { LimitRow } from '../../../platforms/limits.ts';
import { EMPTY_LEDGER, freeAt, withGrant, withoutGrant, withRate } from './ledger.ts';

const row = (limit: number, windowMs: number): LimitRow => ({
  id: `${limit}/${windowMs}`,
  operation: 'reply',
  scope: 'account',
  limit,
  windowMs,
  inHeaders: true,
  source: 'test',
});

/** Most events in any half-open interval of this length. */
function fullest(times: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + windowMs).length),
  );
}

describe('ledger', () => {
  it('never lets more than the limit into any window, whenever within their life grants are used', () => {
    const tick = fc.record({ wait: fc.nat(60_000), use: fc.nat(GRANT_SPREAD_MS), unsent: fc.boolean() });
    const limits = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1_000, max: 200_000 })),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(limits, fc.array(tick, { maxLength: 60 }), (sizes, ticks) => {
        const rows = sizes.map(([limit, windowMs]) => row(limit, windowMs));
        let ledger = EMPTY_LEDGER;
        let now = 1_000_000;
        const uses: number[] = [];
        for (const { wait, use, unsent } of ticks) {
          now += wait;
          if (freeAt(ledger, rows, now) > now) continue;
          ledger = withGrant(ledger, rows, now);
          // What never left the machine does not count, and gives its place back.
          if (unsent) ledger = withoutGrant(ledger, now);
          else uses.push(now + use);
        }
        for (const { limit, windowMs } of rows) expect(fullest(uses, windowMs)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 500 },
    );
  });

  it('foretells the turn of everyone in line exactly, when nothing else happens', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(50_000), { maxLength: 8 }),
        fc.nat(12),
        (limit, waits, ahead) => {
          const rows = [row(limit, 60_000)];
          let ledger = EMPTY_LEDGER;
          let now = 1_000_000;
          for (const wait of waits) {
            now += wait;
            if (freeAt(ledger, rows, now) <= now) ledger = withGrant(ledger, rows, now);
          }
          const foretold = freeAt(ledger, rows, now, ahead);
          let at = now;
          for (let n = 0; n < ahead; n += 1) {
            at = freeAt(ledger, rows, at);
            ledger = withGrant(ledger, rows, at);
          }
          expect(foretold).toBe(freeAt(ledger, rows, at));
        },
      ),
    );
  });

  it('uses its places: the full limit is let out at once', () => {
    const rows = [row(3, 60_000)];
    let ledger = EMPTY_LEDGER;
    for (let n = 0; n < 3; n += 1) {
      expect(freeAt(ledger, rows, 5)).toBe(5);
      ledger = withGrant(ledger, rows, 5);
    }
    expect(freeAt(ledger, rows, 5)).toBe(5 + 60_000 + GRANT_SPREAD_MS);
  });

  it('follows a lower limit in the headers, and drops their count at the reset', () => {
    const rows = [row(10, 60_000)];
    const told = withRate(
      withGrant(EMPTY_LEDGER, rows, 0),
      rows,
      { limit: 2, remaining: 1, resetAt: 9_000 },
      1,
    );
    expect(freeAt(told, rows, 10)).toBe(9_000);
    expect(freeAt(told, rows, 9_000)).toBe(9_000);
    expect(freeAt(withGrant(told, rows, 9_000), rows, 9_001)).toBe(60_000 + GRANT_SPREAD_MS);
  });
});
