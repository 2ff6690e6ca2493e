import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOPIC_NAMES } from '../../../topics/catalogue.ts';
import type { LogRecord } from '../../../topics/log/port.ts';
import { LaneBuffer } from './buffer.ts';
import { distinct, readIntent, tokenOf, writeIntent, type Range } from './intent.ts';

const MAX = 2 ** 50;
const rangeArb = (topic: string): fc.Arbitrary<Range> =>
  fc.tuple(fc.nat(MAX), fc.nat(1_000_000)).map(([from, length]) => ({ topic, from, to: from + length }));
const intentArb = fc.record({
  mapper: fc.nat(1_000),
  ranges: fc
    .subarray([...TOPIC_NAMES], { minLength: 1 })
    .chain((topics) => fc.tuple(...topics.map(rangeArb))),
});

describe('the intent of a flush', () => {
  it('comes back as it was written, and always fits into the metadata of an offset', () => {
    fc.assert(
      fc.property(intentArb, (intent) => {
        const note = writeIntent(intent);
        expect(Buffer.byteLength(note)).toBeLessThanOrEqual(4_096);
        expect(readIntent(note)).toEqual(intent);
      }),
    );
  });

  it('nothing is pending without a note, and a note of an unknown form is refused', () => {
    expect(readIntent('')).toBeNull();
    expect(readIntent(undefined)).toBeNull();
    expect(() => readIntent('{"v":2,"m":1,"r":[]}')).toThrow('run the version that wrote it');
  });

  it('different ranges, lanes or tables never share a token', () => {
    fc.assert(
      fc.property(intentArb, intentArb, fc.nat(30), fc.nat(30), (a, b, x, y) => {
        const same = x === y && JSON.stringify(a.ranges) === JSON.stringify(b.ranges);
        expect(tokenOf('trail', x, a.ranges) === tokenOf('trail', y, b.ranges)).toBe(same);
        expect(tokenOf('trail', x, a.ranges)).not.toBe(tokenOf('replies', x, a.ranges));
      }),
    );
  });

  it('an intent that several offsets carry is done once', () => {
    const intent = { mapper: 1, ranges: [{ topic: 'a', from: 1, to: 2 }] };
    expect(distinct([intent, structuredClone(intent), { ...intent, mapper: 2 }])).toHaveLength(2);
  });
});

const record = (topic: string, offset: number, bytes: number): LogRecord => ({
  topic,
  partition: 0,
  offset,
  key: null,
  value: Buffer.alloc(bytes),
  headers: {},
  timestamp: 0,
});

describe('the buffer of a lane', () => {
  it('whatever is read and however it is cut, every record is flushed once and in order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            topic: fc.constantFrom('a', 'b'),
            gap: fc.nat(2),
            bytes: fc.nat(400),
            flush: fc.boolean(),
          }),
          { maxLength: 60 },
        ),
        (steps) => {
          const buffer = new LaneBuffer(['a', 'b'], new Map());
          const next: Record<string, number> = { a: 0, b: 0 };
          const flushed: LogRecord[] = [];
          const flush = (): void => {
            const cut = buffer.cut(500);
            if (!cut) return;
            for (const range of cut.ranges) expect(range.from).toBeLessThanOrEqual(range.to);
            flushed.push(...cut.records);
            buffer.settle(cut);
          };
          for (const { topic, gap, bytes, flush: now } of steps) {
            const offset = (next[topic] ?? 0) + gap; // gaps are control records
            next[topic] = offset + 1;
            buffer.add(topic, [record(topic, offset, bytes)], offset + 1);
            if (now) flush();
          }
          while (buffer.bytes > 0) flush();
          for (const topic of ['a', 'b']) {
            const offsets = flushed.filter((one) => one.topic === topic).map((one) => one.offset);
            expect(offsets).toEqual([...new Set(offsets)].sort((x, y) => x - y));
            expect(buffer.position(topic)).toBe(next[topic]);
          }
          expect(flushed).toHaveLength(steps.length);
        },
      ),
    );
  });

  it('a position moves over control records only when nothing is waiting before them', () => {
    const buffer = new LaneBuffer(['a'], new Map([['a', 5]]));
    buffer.add('a', [], 7);
    expect(buffer.position('a')).toBe(7);
    buffer.add('a', [record('a', 7, 1)], 8);
    buffer.add('a', [], 9);
    expect(buffer.position('a')).toBe(7);
    const cut = buffer.cut(1_000);
    expect(cut?.ranges).toEqual([{ topic: 'a', from: 7, to: 7 }]);
    if (cut) buffer.settle(cut);
    expect(buffer.position('a')).toBe(9);
  });
});
