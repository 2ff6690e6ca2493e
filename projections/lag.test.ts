import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behind, EndHistory, type Range } from './lag.ts';

const at = { topic: 't', partition: 0 };
const range = (end: number, start = 0): Range => ({ ...at, start, end });
const position = (offset: number) => [{ ...at, offset }];
const history = (...samples: readonly (readonly [number, number])[]): EndHistory => {
  const ends = new EndHistory();
  for (const [when, end] of samples) ends.note(when, [range(end)]);
  return ends;
};

describe('a reader of the log', () => {
  it('that has read everything is not behind', () => {
    expect(behind([range(100)], position(100), history([0, 100]), 5_000)).toEqual({
      records: 0,
      behindMs: 0,
    });
  });

  it('is as late as the log is since it ended where the reader is', () => {
    const ends = history([0, 0], [2_000, 100], [4_000, 200]);
    expect(behind([range(200)], position(100), ends, 4_000)).toEqual({ records: 100, behindMs: 2_000 });
    expect(behind([range(200)], position(150), ends, 4_000)).toEqual({ records: 50, behindMs: 1_000 });
  });

  it('is not called late for the quiet time before what it waits for', () => {
    const ends = history([0, 100], [2_000, 100], [600_000, 100], [602_000, 101]);
    expect(behind([range(101)], position(100), ends, 602_000).behindMs).toBe(2_000);
  });

  it('that never committed anything has all of the log before it', () => {
    expect(behind([range(70, 20)], [], history([0, 70]), 0).records).toBe(50);
  });

  it('that was overtaken by retention counts what is still there', () => {
    expect(behind([range(70, 50)], position(10), history([0, 70]), 0).records).toBe(20);
  });

  it('adds records up and takes the oldest of its partitions', () => {
    const ends = history([0, 0], [1_000, 10]);
    const other: Range = { topic: 'u', partition: 0, start: 0, end: 5 };
    ends.note(1_000, [other]);
    const found = behind([range(10), other], [{ ...at, offset: 0 }], ends, 3_000);
    expect(found).toEqual({ records: 15, behindMs: 3_000 });
  });

  it('is never less late for having read less, never negative, and remembers a bounded past', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1, maxLength: 400 }),
        fc.nat(20_000),
        fc.nat(20_000),
        (steps, a, b) => {
          const ends = new EndHistory();
          let end = 0;
          steps.forEach((step, index) => ends.note(index * 2_000, [range((end += step))]));
          const now = steps.length * 2_000;
          const late = (offset: number) => behind([range(end)], position(offset), ends, now);
          const [less, more] = [late(Math.min(a, b)), late(Math.max(a, b))];
          return (
            less.behindMs >= more.behindMs &&
            less.records >= more.records &&
            more.behindMs >= 0 &&
            less.behindMs <= 301 * 2_000 + now
          );
        },
      ),
    );
  });
});
