import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngagementSummary } from '../api/types.ts';
import {
  arrive,
  MAX_WAITING,
  newestFirst,
  showWaiting,
  shown,
  tidy,
  urgentThenOldest,
  waiting,
} from './feed.ts';
import type { Feed, FeedRules } from './feed.ts';

const one = (n: number, more: Partial<EngagementSummary> = {}): EngagementSummary => ({
  id: `e${n}`,
  network: 'x',
  accountId: 'x:1',
  conversationId: 'c',
  author: { handle: 'a', displayName: 'A', followers: null },
  text: 'hello',
  language: null,
  createdAt: new Date(1_800_000_000_000 + n * 1_000).toISOString(),
  receivedAt: new Date(1_800_000_000_000 + n * 1_000).toISOString(),
  form: 'mention',
  state: 'held',
  sentiment: null,
  kind: null,
  urgency: null,
  spam: null,
  reply: null,
  conversationVersion: 1,
  version: 1,
  ...more,
});
const feedOf = (items: readonly EngagementSummary[], nextCursor: string | null = null): Feed => ({
  pages: [{ items, nextCursor }],
  pageParams: [null],
});
const all: FeedRules = { belongs: () => true, order: newestFirst };
const held: FeedRules = { belongs: (item) => item.state === 'held', order: urgentThenOldest };
const ids = (feed: Feed): string[] => shown(feed).map((item) => item.id);

describe('a list that is looked at', () => {
  it('never moves by what arrives, whatever arrives in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ n: fc.integer({ min: 0, max: 30 }), version: fc.integer({ min: 1, max: 5 }) }), {
          maxLength: 60,
        }),
        fc.boolean(),
        (arrivals, more) => {
          const before = feedOf([one(20), one(15), one(10)], more ? 'next' : null);
          let feed = before;
          for (const { n, version } of arrivals) feed = arrive(feed, [one(n, { version })], all);
          expect(ids(feed)).toEqual(ids(before));
          const expected = new Set(
            arrivals.map(({ n }) => n).filter((n) => ![20, 15, 10].includes(n) && (!more || n > 10)),
          );
          expect(waiting(feed).count).toBe(expected.size);
        },
      ),
    );
  });

  it('changes what is shown in its place, only to something newer', () => {
    const feed = feedOf([one(2, { version: 5 }), one(1)]);
    const newer = arrive(feed, [one(2, { version: 6, state: 'posted' })], all);
    expect(shown(newer)[0]?.state).toBe('posted');
    expect(arrive(newer, [one(2, { version: 5 })], all)).toBe(newer);
  });

  it('keeps an item in its place when it no longer belongs, and forgets one that only waited', () => {
    const feed = arrive(feedOf([one(1)]), [one(2)], held);
    expect(waiting(feed).count).toBe(1);
    const after = arrive(
      feed,
      [one(1, { version: 2, state: 'posted' }), one(2, { version: 2, state: 'posted' })],
      held,
    );
    expect(ids(after)).toEqual(['e1']);
    expect(waiting(after).count).toBe(0);
  });

  it('shows what waits in its order when asked, once each', () => {
    const feed = arrive(feedOf([one(5), one(3)]), [one(9), one(7), one(9, { version: 2 })], all);
    const after = showWaiting(feed, all);
    expect(ids(after)).toEqual(['e9', 'e7', 'e5', 'e3']);
    expect(waiting(after)).toEqual({ count: 0, overflow: false });
  });

  it('shows what arrives at once while it is empty: there is nothing that could move', () => {
    const feed = arrive(feedOf([]), [one(1), one(2)], all);
    expect(ids(feed)).toEqual(['e2', 'e1']);
    expect(waiting(arrive(feed, [one(3)], all)).count).toBe(1);
  });

  it('bounds what waits and says that there is more', () => {
    const many = Array.from({ length: MAX_WAITING + 5 }, (_, n) => one(n + 10));
    expect(waiting(arrive(feedOf([one(1)]), many, all))).toEqual({ count: MAX_WAITING, overflow: true });
  });

  it('does not repeat what a later page brings again', () => {
    const feed: Feed = {
      pages: [
        { items: [one(3), one(2)], nextCursor: 'n' },
        { items: [one(2), one(1)], nextCursor: null },
      ],
      pageParams: [null, 'n'],
    };
    expect(ids(feed)).toEqual(['e3', 'e2', 'e1']);
  });
});

describe('the review queue', () => {
  it('has urgent ones first, then the oldest', () => {
    const items = [one(3), one(1), one(2, { urgency: 'high' }), one(4, { urgency: 'high' })];
    expect(items.toSorted(urgentThenOldest).map((item) => item.id)).toEqual(['e2', 'e4', 'e1', 'e3']);
  });

  it('is tidied only on request, and keeps what is open', () => {
    const feed = feedOf([one(1, { state: 'posted' }), one(2), one(3, { state: 'rejected' })]);
    expect(ids(tidy(feed, held, 'e3'))).toEqual(['e2', 'e3']);
  });
});
