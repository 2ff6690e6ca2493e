import { describe, expect, it } from 'vitest';
import type { GroupMember, LogRecord } from '../port.ts';
import { describeLog } from '../suite.ts';
import { MemoryCluster } from './cluster.ts';
import { createMemoryLog } from './log.ts';

let count = 0;
describeLog('the in-memory log', async () => {
  const cluster = new MemoryCluster();
  return { connect: async () => createMemoryLog(cluster), name: (prefix) => `${prefix}-${++count}` };
});

const topic = 't';
const record = (value: string) => ({ key: null, value: Buffer.from(value), timestamp: 0 });

async function setUp() {
  const cluster = new MemoryCluster();
  const log = createMemoryLog(cluster);
  await log.createTopics([{ topic, partitions: 1, replicationFactor: 1, config: {} }]);
  const visible = async (): Promise<readonly string[]> => {
    const end = (await log.offsets([topic]))[0]?.end ?? 0;
    const found: LogRecord[] = [];
    for await (const batch of log.read({ topic, partition: 0, from: 0, to: end })) found.push(...batch);
    return found.map((one) => String(one.value));
  };
  return { cluster, log, visible };
}
const batch = (value: string) => [{ topic, partition: 0, records: [record(value)] }];

describe('injected failures of the in-memory log', () => {
  it('lost request: nothing happened, and the writer is dead', async () => {
    const { cluster, log, visible } = await setUp();
    const writer = await log.openTransactional('id');
    cluster.failNextCommit('lost-request');
    await expect(writer.commit({ batches: batch('A') })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await visible()).toEqual([]);
    await expect(writer.commit({ batches: batch('A') })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('lost answer: it happened, and the caller cannot know', async () => {
    const { cluster, log, visible } = await setUp();
    const writer = await log.openTransactional('id');
    cluster.failNextCommit('lost-answer');
    await expect(writer.commit({ batches: batch('A') })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await visible()).toEqual(['A']);
  });

  it('cut: the open transaction hides what follows until its id is opened again, then is gone', async () => {
    const { cluster, log, visible } = await setUp();
    const writer = await log.openTransactional('id');
    cluster.failNextCommit('cut');
    await expect(writer.commit({ batches: batch('A') })).rejects.toMatchObject({ code: 'unavailable' });
    await (await log.openWriter()).write(batch('B'));
    expect(await visible()).toEqual([]);
    await log.openTransactional('id');
    expect(await visible()).toEqual(['B']);
    expect((await log.offsets([topic]))[0]?.end).toBe(3);
  });

  it('an expelled member does not know it: its commit is refused, and it joins again when told', async () => {
    const { cluster, log } = await setUp();
    const members: GroupMember[] = [];
    let revoked = 0;
    const consumer = log.consumer({ groupId: 'g', topics: [topic] });
    await consumer.run({
      onAssigned: async (_, member) => {
        members.push(member);
        return [];
      },
      onRevoked: async () => {
        revoked++;
      },
      onBatch: async () => undefined,
      onFatal: () => undefined,
    });
    await Promise.resolve();
    const member = members[0] as GroupMember;
    cluster.expel('g', member.memberId);
    expect(revoked).toBe(0);
    const writer = await log.openTransactional('id');
    await expect(
      writer.commit({
        batches: batch('zombie'),
        offsets: { member, offsets: [{ topic, partition: 0, offset: 1 }] },
      }),
    ).rejects.toMatchObject({ code: 'fenced' });
    cluster.readmit('g', member.memberId);
    await new Promise((resolve) => setImmediate(resolve));
    expect(revoked).toBe(1);
    expect(members).toHaveLength(2);
    await consumer.stop();
  });

  it('broker away: every call says so', async () => {
    const { cluster, log } = await setUp();
    const writer = await log.openWriter();
    cluster.setAway(true);
    await expect(writer.write(batch('A'))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(log.offsets([topic])).rejects.toMatchObject({ code: 'unavailable' });
    cluster.setAway(false);
    await writer.write(batch('A'));
  });
});
