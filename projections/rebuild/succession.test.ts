/** When new tables take over: only when the sink has come to ends of the log that were set a moment ago. */
import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../topics/log/memory/cluster.ts';
import { createMemoryLog } from '../../topics/log/memory/log.ts';
import { ARCHIVE_GROUP, tablesGroup } from '../clickhouse/sink/open.ts';
import type { ClickHouseClient } from '../clickhouse/client.ts';
import { READ_MODELS } from '../registry.ts';
import { newSuccession } from './succession.ts';

const FILLING = { generation: 2, state: 'filling', positions: {} } as const;
const [TOPIC = 'engagement.received', OTHER = 'engagement.classified'] = READ_MODELS.tables.topics;

async function installation() {
  const cluster = new MemoryCluster();
  const log = createMemoryLog(cluster);
  await log.createTopics(
    READ_MODELS.tables.topics.map((topic) => ({ topic, partitions: 1, replicationFactor: 1, config: {} })),
  );
  const writer = await log.openWriter();
  const write = async (topic: string, count: number): Promise<void> => {
    const records = Array.from({ length: count }, () => ({
      key: null,
      value: Buffer.from('x'),
      timestamp: 0,
    }));
    await writer.write([{ topic, partition: 0, records }]);
  };
  const commit = (groupId: string, topic: string, offset: number): Promise<void> =>
    log.commitOffsets({ groupId, memberId: '', generationId: -1 }, [
      { topic, partition: 0, offset, metadata: '' },
    ]);
  let now = 0;
  const statements: string[] = [];
  /** There is no old generation: what is compared is another test's. */
  const client = {
    query: () => Promise.resolve({ json: () => Promise.resolve([]) }),
    insert: ({ values }: { readonly values: readonly object[] }) => {
      statements.push(JSON.stringify(values));
      return Promise.resolve();
    },
    command: () => Promise.resolve(),
  } as unknown as ClickHouseClient;
  const waits = { now: () => now, random: () => 0, sleep: () => Promise.resolve() };
  const ask = newSuccession({ log, client, db: 'db', waits });
  return {
    cluster,
    write,
    sink: (topic: string, offset: number) => commit(tablesGroup(2), topic, offset),
    archive: (topic: string, offset: number) => commit(ARCHIVE_GROUP, topic, offset),
    later: (ms: number) => void (now += ms),
    swapped: async () => (await ask(FILLING)) !== null,
    statements,
  };
}

describe('new tables take over', () => {
  it('when the sink has come to the end, and not before', async () => {
    const { write, sink, swapped, statements } = await installation();
    await write(TOPIC, 5);
    expect(await swapped()).toBe(false);
    await sink(TOPIC, 4);
    expect(await swapped()).toBe(false);
    await sink(TOPIC, 5);
    expect(await swapped()).toBe(true);
    expect(statements.join()).toContain('"generation":2,"state":"current"');
  });

  it('not at an end that was set long ago: the log has grown since', async () => {
    const { write, sink, swapped, later } = await installation();
    await write(TOPIC, 5);
    expect(await swapped()).toBe(false);
    await write(TOPIC, 5);
    later(60_000);
    await sink(TOPIC, 6);
    expect(await swapped()).toBe(false);
    expect(await swapped()).toBe(false);
    await sink(TOPIC, 10);
    expect(await swapped()).toBe(true);
  });

  it('not before what only the archive holds, and without waiting for what nothing holds', async () => {
    const { cluster, write, sink, archive, swapped } = await installation();
    await write(TOPIC, 5);
    await write(OTHER, 5);
    for (const topic of [TOPIC, OTHER]) cluster.partition(topic, 0).truncate(5);
    await archive(TOPIC, 5);
    expect(await swapped()).toBe(false);
    await sink(TOPIC, 5);
    expect(await swapped()).toBe(true);
  });
});
