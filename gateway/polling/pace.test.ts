import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASTODON_POLLING } from '../../platforms/mastodon/data.ts';
import { NEVER_POLLED, pollBegun, pollDue, pollEnded } from './pace.ts';
import type { PollEnd, PollState } from './pace.ts';

const pace = { everyMs: 3_000, limit: 5, windowMs: 60_000 };
const end = fc.oneof(
  { weight: 5, arbitrary: fc.constant<PollEnd>({ kind: 'more' }) },
  { weight: 1, arbitrary: fc.constant<PollEnd>({ kind: 'all_read' }) },
  { weight: 1, arbitrary: fc.constant<PollEnd>({ kind: 'failed', retryAt: null }) },
);
const fail = (state: PollState, now: number, retryAt: number | null = null) =>
  pollEnded(state, pace, now, { kind: 'failed', retryAt }, 0);

describe('pace of polls', () => {
  it('no sliding window sees more polls than the limit, however pages end and however long they take', () => {
    const history = fc.array(fc.record({ end, took: fc.nat(2_000), idle: fc.nat(20_000) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 8 }), (steps, limit) => {
        const mine = { ...pace, limit };
        const polls: number[] = [];
        let state = NEVER_POLLED;
        let now = 1_000_000;
        for (const step of steps) {
          // As early as allowed, or a little later.
          now = Math.max(now, pollDue(state, mine)) + (step.idle > 15_000 ? step.idle : 0);
          polls.push(now);
          state = pollBegun(state, mine, now);
          now += step.took;
          state = pollEnded(state, mine, now, step.end, 0.5);
        }
        for (const from of polls) {
          const inside = polls.filter((at) => at >= from && at < from + mine.windowMs);
          expect(inside.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('a poll that never ended counts too', () => {
    let state = NEVER_POLLED;
    for (let n = 0; n < pace.limit; n += 1) state = pollBegun(state, pace, 100 + n);
    expect(pollDue(state, pace)).toBe(100 + pace.windowMs);
  });

  it('more pages follow at once, otherwise the usual time passes', () => {
    expect(pollDue(pollEnded(NEVER_POLLED, pace, 100, { kind: 'more' }, 0), pace)).toBe(100);
    expect(pollDue(pollEnded(NEVER_POLLED, pace, 100, { kind: 'all_read' }, 0), pace)).toBe(3_100);
  });

  it('waits longer with each failure up to a bound, and as usual after a success', () => {
    let state = NEVER_POLLED;
    const waits = Array.from({ length: 8 }, () => {
      state = fail(state, 0);
      return pollDue(state, pace);
    });
    expect(waits).toEqual([3_000, 6_000, 12_000, 24_000, 30_000, 30_000, 30_000, 30_000]);
    state = pollEnded(state, pace, 0, { kind: 'all_read' }, 0);
    expect(pollDue(fail(state, 0), pace)).toBe(3_000);
  });

  it('keeps to the time that the network names when it is later', () => {
    expect(pollDue(fail(NEVER_POLLED, 0, 900_000), pace)).toBe(900_000);
    expect(pollDue(fail(NEVER_POLLED, 0, 1), pace)).toBe(3_000);
  });

  it('half of what Mastodon allows an account is for polling', () => {
    expect(MASTODON_POLLING).toMatchObject({ limit: 150, windowMs: 300_000 });
    expect(MASTODON_POLLING.windowMs / MASTODON_POLLING.everyMs).toBeLessThanOrEqual(MASTODON_POLLING.limit);
  });
});
