/** Where a sink begins: after its last commit, and before that with what only the archive has left. */
import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../../topics/log/memory/cluster.ts';
import { createMemoryLog } from '../../../topics/log/memory/log.ts';
import type { LogRecord } from '../../../topics/log/port.ts';
import { systemWaits } from '../../waits.ts';
import type { Block } from './blocks.ts';
import { createSink, type Sink } from './sink.ts';

const TOPIC = 't';
const GROUP = 'g';

/** Ten records of which the log has the last four, and an archive of the first `archivedTo`. */
async function installation(archivedTo: number | null) {
  const cluster = new MemoryCluster();
  const log = createMemoryLog(cluster);
  await log.createTopics([{ topic: TOPIC, partitions: 1, replicationFactor: 1, config: {} }]);
  const writer = await log.openWriter();
  for (let n = 0; n < 10; n++) {
    const records = [{ key: null, value: Buffer.from(String(n)), timestamp: 0 }];
    await writer.write([{ topic: TOPIC, partition: 0, records }]);
  }
  const all: LogRecord[] = [];
  for await (const some of log.read({ topic: TOPIC, partition: 0, from: 0, to: 10 })) all.push(...some);
  cluster.partition(TOPIC, 0).truncate(6);

  const inserted: string[] = [];
  const tokens = new Set<string>();
  const fatal: Error[] = [];
  const sinks: Sink[] = [];
  let reads = 0;
  const start = async (): Promise<Sink> => {
    const sink = createSink({
      log,
      groupId: GROUP,
      topics: [TOPIC],
      limits: { lingerMs: 1, maxBytes: 250 },
      onFatal: (error) => fatal.push(error),
      archive: {
        writtenTo: () =>
          Promise.resolve(
            archivedTo === null ? [] : [{ topic: TOPIC, partition: 0, offset: archivedTo, metadata: '' }],
          ),
        async *read({ from, to }) {
          if (++reads === 1) {
            yield all.slice(from, from + 1);
            throw new Error('ClickHouse is away');
          }
          for (let at = from; at < to; at += 2) yield all.slice(at, Math.min(at + 2, to));
        },
      },
      ports: {
        mapper: 1,
        waits: systemWaits,
        toBlocks: (records) => {
          const rows = records.map(({ value }) => ({ value: String(value) }));
          return Promise.resolve({ blocks: [{ table: 'x', columns: {}, rows }], rejects: [] });
        },
        insert: (block: Block, token) => {
          if (!tokens.has(token)) inserted.push(...block.rows.map((row) => row['value'] as string));
          tokens.add(token);
          return Promise.resolve();
        },
        read: ({ from, to }) => Promise.resolve(all.slice(from, to + 1)),
        onWait: () => undefined,
        onRejects: () => undefined,
        onFlushed: () => undefined,
      },
    });
    sinks.push(sink);
    await sink.run();
    return sink;
  };
  const close = async (): Promise<void> => {
    for (const sink of sinks) await sink.stop();
    await log.close();
  };
  return { log, start, inserted, fatal, close };
}

const numbers = (from: number): readonly string[] =>
  Array.from({ length: 10 - from }, (_, n) => String(from + n));

describe('a sink whose log has lost its beginning', () => {
  it('takes it from the archive, once and in order, though the archive is away in between', async () => {
    const { log, start, inserted, fatal, close } = await installation(8);
    await start();
    await expect.poll(() => inserted).toEqual(numbers(0));
    await expect.poll(async () => (await log.committed(GROUP, [TOPIC]))[0]?.offset).toBe(10);
    expect(fatal).toEqual([]);
    await close();
  });

  it('goes on where it was stopped in the middle of the archive', async () => {
    const { log, start, inserted, close } = await installation(8);
    await log.commitOffsets({ groupId: GROUP, memberId: '', generationId: -1 }, [
      { topic: TOPIC, partition: 0, offset: 3, metadata: '' },
    ]);
    await start();
    await expect.poll(() => inserted).toEqual(numbers(3));
    await close();
  });

  it('that never had an archive begins at the beginning of the log', async () => {
    const { start, inserted, fatal, close } = await installation(null);
    await start();
    await expect.poll(() => inserted).toEqual(numbers(6));
    expect(fatal).toEqual([]);
    await close();
  });

  it('never jumps: what neither log nor archive has ends it as out of range', async () => {
    const { log, start, inserted, fatal, close } = await installation(4);
    await log.commitOffsets({ groupId: GROUP, memberId: '', generationId: -1 }, [
      { topic: TOPIC, partition: 0, offset: 3, metadata: '' },
    ]);
    await start();
    await expect.poll(() => fatal).toMatchObject([{ code: 'out_of_range' }]);
    expect(inserted).toEqual([]);
    await close();
  });
});
