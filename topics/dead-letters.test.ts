import { describe, expect, it } from 'vitest';
import { createCodec } from './codec/codec.ts';
import { createStaticRegistry } from './codec/static-registry.ts';
import {
  DEAD_LETTERS,
  findDeadLetter,
  listDeadLetters,
  replayDeadLetters,
  replayRefusal,
} from './dead-letters.ts';
import type { FoundDeadLetter } from './dead-letters.ts';
import type { Event } from './events.ts';
import { sampleEvent } from './golden/sample.ts';
import { MemoryCluster } from './log/memory/cluster.ts';
import { createMemoryLog } from './log/memory/log.ts';
import type { LogRecord } from './log/port.ts';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const NOW = 1_800_000_000_000;

async function setting() {
  const log = createMemoryLog(new MemoryCluster());
  const codec = createCodec(createStaticRegistry());
  await codec.prepare();
  for (const topic of [DEAD_LETTERS, 'engagement.received']) {
    await log.createTopics([{ topic, partitions: 2, replicationFactor: 1, config: {} }]);
  }
  const writer = await log.openWriter();
  const source = (value: Buffer | null, offset = 7): LogRecord => ({
    topic: 'engagement.received',
    partition: 1,
    offset,
    key: Buffer.from('conversation'),
    value,
    headers: { traceparent: '00-aa-bb-01' },
    timestamp: 5,
  });
  const put = async (record: LogRecord, code = 'bug', processor = 'classify'): Promise<void> => {
    const event: Event<'DeadLettered'> = {
      ...(sampleEvent('DeadLettered') as Event<'DeadLettered'>),
      recordedAt: NOW,
      data: {
        processor,
        code,
        message: 'what, where, what to do',
        sourceTopic: record.topic,
        sourcePartition: record.partition,
        sourceOffset: record.offset,
        sourceKey: record.key,
        sourceValue: record.value,
        sourceHeaders: Object.entries(record.headers).map(([name, value]) => ({ name, value })),
        attempts: 3,
        sourceItem: null,
      },
    };
    await writer.write([
      {
        topic: DEAD_LETTERS,
        partition: 0,
        records: [{ key: null, value: codec.encode(event), timestamp: NOW }],
      },
    ]);
  };
  const list = async (filter?: Parameters<typeof listDeadLetters>[2]): Promise<FoundDeadLetter[]> =>
    collect(listDeadLetters(log, codec, filter));
  return { log, codec, writer, source, put, list };
}

describe('dead letters', () => {
  it('keep the original record whole and give it back to its topic, partition, key, headers and id', async () => {
    const { log, codec, writer, source, put, list } = await setting();
    const original = sampleEvent('EngagementReceived');
    await put(source(codec.encode(original)));
    const letters = await list();
    expect(await replayDeadLetters(writer, letters, NOW)).toEqual([
      { id: '0:0', topic: 'engagement.received', partition: 1 },
    ]);
    const read = log.read({ topic: 'engagement.received', partition: 1, from: 0, to: 1 });
    const [record] = (await collect(read)).flat();
    expect(record).toMatchObject({
      key: Buffer.from('conversation'),
      headers: { traceparent: '00-aa-bb-01', 'replayed-from': 'dead.letters:0:0', 'replay-for': 'classify' },
      timestamp: NOW,
    });
    expect(codec.decode(record?.value ?? null).eventId).toBe(original.eventId);
  });

  it('give bytes back unchanged that nobody can read, also none at all', async () => {
    const { log, writer, source, put, list } = await setting();
    await put(source(Buffer.from([0, 0, 0, 39, 15, 1, 2])), 'unknown_schema');
    await put(source(null, 8), 'unexpected_tombstone');
    await replayDeadLetters(writer, await list(), NOW);
    const read = log.read({ topic: 'engagement.received', partition: 1, from: 0, to: 2 });
    expect((await collect(read)).flat().map((one) => one.value)).toEqual([
      Buffer.from([0, 0, 0, 39, 15, 1, 2]),
      null,
    ]);
  });

  it('are found by their place, and filtered by processor, code and time', async () => {
    const { log, codec, source, put, list } = await setting();
    await put(source(null), 'bug', 'classify');
    await put(source(null, 8), 'too_large', 'analyze');
    expect((await list({ processor: 'analyze' })).map((one) => one.id)).toEqual(['0:1']);
    expect(await list({ code: 'bug', since: NOW + 1 })).toEqual([]);
    expect((await findDeadLetter(log, codec, '0:1'))?.event.data.code).toBe('too_large');
    for (const id of ['0:2', '9:0', 'nonsense', '0', '-1:0']) {
      expect(await findDeadLetter(log, codec, id)).toBeNull();
    }
  });

  it('refuse a replay that would undo state or go round in circles', async () => {
    const { source, put, list } = await setting();
    await put({ ...source(Buffer.from('x')), topic: 'classify.state' });
    await put({ ...source(Buffer.from('x')), topic: DEAD_LETTERS });
    await put(source(Buffer.from('x')), 'not_wire_format');
    await put(source(Buffer.from('x')), 'bug');
    expect((await list()).map((one) => replayRefusal(one) === null)).toEqual([false, false, false, true]);
  });
});
