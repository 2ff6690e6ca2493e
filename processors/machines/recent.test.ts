import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { note } from './recent.ts';
import type { Lately, Message } from './recent.ts';

const START = 1_790_000_000_000;
const HOUR = 3_600_000;
const LATELY: Lately = { name: 'a', windowS: 3_600, slots: 1_024, ways: 4, most: 6, keepMs: HOUR };
/** So few places that names push each other out. */
const TIGHT: Lately = { ...LATELY, slots: 2, ways: 2 };

/** Counts of the messages in that order; rows as they are after the changelog. */
function run(lately: Lately, messages: readonly Message[]) {
  const rows = new Map<string, string>();
  const sizes: number[] = [];
  const counts = messages.map((message) => {
    const read = (row: string): unknown => {
      const text = rows.get(row);
      return text === undefined ? undefined : JSON.parse(text);
    };
    const { count, change } = note(lately, message, read, 0);
    rows.set(change.row, JSON.stringify(change.value));
    sizes.push(JSON.stringify(change.value).length);
    return count;
  });
  return { counts, rows, largest: Math.max(0, ...sizes) };
}

const message = (n: number, at = START, who = 'jo'): Message => ({ who, nativeId: `m${n}`, at });

const anyMessages = fc.array(
  fc.record({
    who: fc.integer({ min: 0, max: 8 }).map((n) => `author ${n}`),
    nativeId: fc.integer({ min: 0, max: 40 }).map((n) => `m${n}`),
    at: fc.integer({ min: START, max: START + 3 * HOUR }),
  }),
  { maxLength: 80 },
);

/** Different messages of that name up to the n-th, in the hour that ends with it. */
function distinct(messages: readonly Message[], n: number): number {
  const { who, nativeId, at } = messages[n] as Message;
  const until = Math.floor(at / 1_000);
  const ids = messages
    .slice(0, n)
    .filter((one) => {
      const second = Math.floor(one.at / 1_000);
      return one.who === who && second <= until && second > until - LATELY.windowS;
    })
    .map((one) => one.nativeId);
  return new Set([...ids, nativeId]).size;
}

describe('messages lately', () => {
  it('are counted in the window that ends with the message, up to the most', () => {
    const messages = [0, 10, 30, 59, 61, 70, 200].map((minute, n) => message(n, START + minute * 60_000));
    expect(run(LATELY, messages).counts).toEqual([1, 2, 3, 4, 4, 4, 1]);
    expect(
      run(
        LATELY,
        [...Array(9).keys()].map((n) => message(n)),
      ).counts,
    ).toEqual([1, 2, 3, 4, 5, 6, 6, 6, 6]);
  });

  it('count for their own name, and a late one by its own time', () => {
    const messages = [
      message(1),
      message(2, START, 'ann'),
      message(3, START + HOUR / 2),
      message(4, START + 60_000),
    ];
    expect(run(LATELY, messages).counts).toEqual([1, 1, 2, 2]);
  });

  it('never count more than there are different ones, repeated and shuffled as they may be', () => {
    for (const lately of [LATELY, TIGHT])
      fc.assert(
        fc.property(anyMessages, (messages) => {
          for (const [n, count] of run(lately, messages).counts.entries()) {
            expect(count).toBeGreaterThanOrEqual(1);
            expect(count).toBeLessThanOrEqual(Math.min(lately.most, distinct(messages, n)));
          }
        }),
      );
  });

  it('are exact in order of time, while there is room', () => {
    fc.assert(
      fc.property(anyMessages, (unordered) => {
        const once = [...new Map(unordered.map((one) => [one.nativeId, one])).values()];
        const messages = once.sort((a, b) => a.at - b.at);
        const wanted = messages.map((_, n) => Math.min(LATELY.most, distinct(messages, n)));
        expect(run(LATELY, messages).counts).toEqual(wanted);
      }),
    );
  });

  it('leave the state as it is when they come again', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const twice = messages.flatMap((one) => [one, one]);
        expect(run(LATELY, twice).rows).toEqual(run(LATELY, messages).rows);
      }),
    );
  });

  it('take a bounded number of bounded rows, and nobody is named in them', () => {
    const flood = [...Array(3_000).keys()].map((n) => message(n, START + n * 500, `author ${n % 400}`));
    const { rows, largest } = run(TIGHT, flood);
    expect(rows.size).toBe(TIGHT.slots);
    expect(largest).toBeLessThan(TIGHT.ways * (16 + TIGHT.most * 17) + 10);
    for (const [row, value] of rows) {
      expect(JSON.parse(value)).toHaveLength(TIGHT.ways);
      expect(`${row}${value}`).not.toContain('author');
    }
  });

  it('who wrote often keeps the place in a flood of others', () => {
    const one = { ...TIGHT, slots: 1 };
    const often = [1, 2, 3].map((n) => message(n));
    const flood = [...Array(50).keys()].map((n) => message(100 + n, START + n, `author ${n}`));
    expect(run(one, [...often, ...flood, message(4, START + 1_000)]).counts.at(-1)).toBe(4);
  });
});
