import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from './plan.ts';

const base = {
  count: 10,
  sources: 3,
  rate: 100,
  networks: ['x'],
  accounts: 1,
  repeat: 1,
  repeatable: ['x'],
  shuffle: false,
  random: () => 0.5,
};

describe('the plan of a load', () => {
  it('sends message n at n / rate, whatever happens to the others', () => {
    expect(plan(base).sends.map((s) => s.atMs)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  it('goes through the source again and says in which round', () => {
    expect(plan(base).messages.map((m) => `${m.source}.${m.round}`)).toEqual([
      '0.1',
      '1.1',
      '2.1',
      '0.2',
      '1.2',
      '2.2',
      '0.3',
      '1.3',
      '2.3',
      '0.4',
    ]);
  });

  it('spreads messages evenly over networks and accounts', () => {
    const { messages } = plan({ ...base, count: 8, networks: ['x', 'mastodon'], accounts: 2 });
    expect(messages.map((m) => `${m.network}${m.account}`)).toEqual([
      'x0',
      'mastodon0',
      'x1',
      'mastodon1',
      'x0',
      'mastodon0',
      'x1',
      'mastodon1',
    ]);
  });

  it('always sends every message exactly `repeat` times, at growing times, shuffled or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (count, repeat, shuffle, stream) => {
          const random = () => stream.next().value as number;
          const { sends } = plan({ ...base, count, repeat, shuffle, random });
          const expected = Array.from(
            { length: count * repeat },
            (_, i) => `${Math.floor(i / repeat)}.${(i % repeat) + 1}`,
          );
          expect(sends.map((s) => `${s.item}.${s.copy}`).toSorted()).toEqual(expected.toSorted());
          for (let i = 1; i < sends.length; i += 1)
            expect(sends[i]!.atMs).toBeGreaterThan(sends[i - 1]!.atMs);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('repeats only what a network delivers by webhook', () => {
    const { messages, sends } = plan({ ...base, count: 4, networks: ['x', 'mastodon'], repeat: 3 });
    const sent = (network: string) => sends.filter((s) => messages[s.item]!.network === network).length;
    expect([sent('x'), sent('mastodon')]).toEqual([6, 2]);
  });

  it('changes the order when shuffled', () => {
    const items = plan({ ...base, count: 50, shuffle: true, random: () => 0.1 }).sends.map((s) => s.item);
    expect(items).not.toEqual(items.toSorted((a, b) => a - b));
  });
});
