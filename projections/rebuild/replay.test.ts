import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { History } from '../history.ts';
import type { LogRecord } from '../../topics/log/port.ts';
import { replay } from './replay.ts';

const record = (topic: string, partition: number, offset: number): LogRecord => ({
  topic,
  partition,
  offset,
  key: null,
  value: Buffer.from(String(offset)),
  headers: {},
  timestamp: offset,
});
/** One record at a time, each in a turn of its own. */
const history: History = {
  async *read({ topic, partition, from, to, signal }) {
    for (let offset = from; offset < to; offset++) {
      await sleep(0);
      signal?.throwIfAborted();
      yield [record(topic, partition, offset)];
    }
  },
};
const limits = { records: 3, bytes: 1_000_000, concurrency: 2 };
const to = { 'a/0': 10, 'a/1': 1_000, 'b/0': 10 };

describe('replay', () => {
  it('hands over every record of each partition, in order', async () => {
    const seen: Record<string, number[]> = {};
    const count = await replay(history, { from: { 'a/1': 990 }, to }, limits, async (chunk) => {
      (seen[`${chunk.topic}/${chunk.partition}`] ??= []).push(...chunk.records.map(({ offset }) => offset));
    });
    const all = (from: number, end: number) => Array.from({ length: end - from }, (_, n) => from + n);
    expect(seen).toEqual({ 'a/0': all(0, 10), 'a/1': all(990, 1_000), 'b/0': all(0, 10) });
    expect(count).toBe(30);
  });

  it('when one cannot be taken, hands over nothing more, of no partition, by the time it says so', async () => {
    let taken = 0;
    let said = false;
    const replaying = replay(history, { from: {}, to }, limits, async ({ topic, partition, to: end }) => {
      expect(said).toBe(false);
      if (topic === 'a' && partition === 0 && end === 6) throw new Error('full');
      taken++;
      await sleep(1);
    }).finally(() => (said = true));
    await expect(replaying).rejects.toThrow('full');
    const before = taken;
    await sleep(50);
    expect(taken).toBe(before);
    expect(taken).toBeLessThan(10);
  });
});
