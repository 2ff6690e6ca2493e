import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommitPacer } from './commit-pacer.ts';
import { flushAt, type FlushView } from './flush-policy.ts';

describe('commit pacer', () => {
  it('never lets more prompt commits go in any second than budget and burst', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 400 }), (steps) => {
        const pacer = new CommitPacer(20, 5, 0);
        const spent: number[] = [];
        let now = 0;
        for (const ms of steps) {
          now += ms;
          if (!pacer.allows(now)) continue;
          pacer.spend(now);
          spent.push(now);
        }
        for (const from of spent) {
          const within = spent.filter((at) => at >= from && at < from + 1_000).length;
          expect(within).toBeLessThanOrEqual(26);
        }
      }),
    );
  });
});

describe('when a partition commits', () => {
  const base: FlushView = {
    now: 1_000,
    since: 990,
    substantial: true,
    full: false,
    urgent: false,
    drained: false,
    budget: true,
    ending: false,
  };
  it.each([
    ['at once when the input is drained', { drained: true }, 1_000],
    ['after four intervals while more is waiting to be read', {}, 1_390],
    ['after the interval when the process has no commits to spare', { drained: true, budget: false }, 1_090],
    ['at once when something waits for it', { urgent: true }, 1_000],
    ['at once when full', { full: true, budget: false }, 1_000],
    ['at once when ending', { ending: true, substantial: false }, 1_000],
    ['later when only offsets moved', { substantial: false, drained: true }, 1_990],
  ] as const)('%s', (_, view, at) => {
    expect(flushAt({ ...base, ...view }, 100, 1_000)).toBe(at);
  });
});
