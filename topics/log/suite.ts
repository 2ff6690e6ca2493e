/**
 * What every log does, as tests. Run by the in-memory twin (unit) and by kafkajs on a real broker.
 */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packed } from './packed.ts';
import { plainRecord } from './stored-records.ts';
import type {
  ConsumerHandler,
  GroupConsumer,
  GroupMember,
  Log,
  LogRecord,
  RecordToWrite,
  TopicPartition,
} from './port.ts';

/** How an adapter takes part: `connect` opens one more connection (a process of its own). */
export interface LogUnderTest {
  connect(): Promise<Log>;
  /** Unique in the cluster. */
  name(prefix: string): string;
}

const at = (topic: string, partition = 0): TopicPartition => ({ topic, partition });
const record = (value: string, key = 'k'): { key: Buffer; value: Buffer; timestamp: number } => ({
  key: Buffer.from(key),
  value: Buffer.from(value),
  timestamp: 1_700_000_000_000,
});
const values = (records: readonly LogRecord[]): readonly string[] => records.map((one) => String(one.value));

/** Polls until `probe` gives something; the test's own deadline ends it. */
async function until<T>(probe: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A handler that remembers what it was told. */
function recorder(overrides: Partial<ConsumerHandler> = {}) {
  const seen = {
    records: [] as LogRecord[],
    positions: new Map<string, { next: number; end: number }>(),
    assigned: [] as (readonly TopicPartition[])[],
    revoked: [] as (readonly TopicPartition[])[],
    members: [] as GroupMember[],
    fatal: [] as Error[],
  };
  const handler: ConsumerHandler = {
    async onAssigned(partitions, member) {
      seen.assigned.push(partitions);
      seen.members.push(member);
      return [];
    },
    async onRevoked(partitions) {
      seen.revoked.push(partitions);
    },
    async onBatch(batch) {
      seen.records.push(...batch.records);
      seen.positions.set(`${batch.topic}/${batch.partition}`, {
        next: batch.nextOffset,
        end: batch.endOffset,
      });
    },
    onFatal(error) {
      seen.fatal.push(error);
    },
    ...overrides,
  };
  return { seen, handler };
}

export function describeLog(title: string, open: () => Promise<LogUnderTest>): void {
  // oxlint-disable-next-line vitest/valid-title -- the adapter names itself
  describe(title, () => {
    let log: Log;
    let other: Log;
    let topic: string;
    let under: LogUnderTest;
    const consumers: GroupConsumer[] = [];

    beforeEach(async () => {
      under = await open();
      log = await under.connect();
      other = await under.connect();
      topic = under.name('t');
      await log.createTopics([{ topic, partitions: 3, replicationFactor: 1, config: {} }]);
    });
    afterEach(async () => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
      await Promise.all([log.close(), other.close()]);
    });

    const consume = (
      from: Log,
      groupId: string,
      overrides: Partial<ConsumerHandler> = {},
      topics = [topic],
    ): ReturnType<typeof recorder> & { consumer: GroupConsumer; joined: Promise<void> } => {
      const { seen, handler } = recorder(overrides);
      const consumer = from.consumer({ groupId, topics, maxWaitMs: 100, sessionTimeoutMs: 6_000 });
      consumers.push(consumer);
      return { seen, handler, consumer, joined: consumer.run(handler) };
    };
    const readAll = async (partition = 0): Promise<readonly LogRecord[]> => {
      const position = (await log.offsets([topic])).find((one) => one.partition === partition);
      const found: LogRecord[] = [];
      for await (const batch of log.read({
        ...at(topic, partition),
        from: position?.start ?? 0,
        to: position?.end ?? 0,
      })) {
        found.push(...batch.map(plainRecord));
      }
      return found;
    };

    it('keeps records whole and in the order of the calls, also of concurrent callers', async () => {
      const writer = await log.openWriter();
      const answers = await Promise.all(
        ['A', 'B', 'C'].map((value) => writer.write([{ ...at(topic), records: [record(value)] }])),
      );
      await writer.write([
        {
          ...at(topic, 1),
          records: [
            { key: null, value: Buffer.from([0, 255, 10]), headers: { traceparent: 'x' }, timestamp: 7 },
            { key: Buffer.from('gone'), value: null, timestamp: 8 },
          ],
        },
      ]);
      expect(answers.flat().map((one) => one.baseOffset)).toEqual([0, 1, 2]);
      expect(values(await readAll())).toEqual(['A', 'B', 'C']);
      expect(await readAll(1)).toEqual([
        {
          ...at(topic, 1),
          offset: 0,
          key: null,
          value: Buffer.from([0, 255, 10]),
          headers: { traceparent: 'x' },
          timestamp: 7,
        },
        { ...at(topic, 1), offset: 1, key: Buffer.from('gone'), value: null, headers: {}, timestamp: 8 },
      ]);
      await writer.close();
    });

    it('takes packed records as it takes objects, over several batches, and keeps their order', async () => {
      const many = Array.from({ length: 1_000 }, (_, n) => ({
        key: n % 7 === 0 ? null : Buffer.from(`k${n}`),
        value: n % 11 === 0 ? null : Buffer.alloc(2_100, n % 256),
        timestamp: 1_700_000_000_000 + n * 80_000_000,
        headers: n % 3 === 0 ? { traceparent: `t${n}`, é: 'ü' } : {},
      }));
      const transactional = await log.openTransactional(under.name('tx'));
      await transactional.commit({ batches: [{ ...at(topic), records: packed(many) }] });
      const writer = await log.openWriter();
      const answer = await writer.write([
        { ...at(topic, 1), records: packed(many) },
        { ...at(topic, 1), records: [record('after')] },
      ]);
      expect(answer.map((one) => one.baseOffset)).toEqual([0, 1_000]);
      const wanted = many.map((one, offset) => ({ ...one, offset }));
      const texts = (list: readonly (RecordToWrite & { readonly offset: number })[]): readonly string[] =>
        list.map((one) =>
          [
            one.offset,
            one.timestamp,
            one.key,
            one.value?.toString('latin1'),
            JSON.stringify(one.headers),
          ].join(),
        );
      await expect.poll(async () => (await readAll(0)).length).toBe(1_000);
      expect(texts(await readAll(0))).toEqual(texts(wanted));
      expect(texts(await readAll(1)).slice(0, 1_000)).toEqual(texts(wanted));
      await Promise.all([writer.close(), transactional.close()]);
    });

    it('refuses a record over the topic limit and goes on with the next', async () => {
      const writer = await log.openWriter();
      // Of chance: a broker measures what travels, and zeros would be squeezed to nothing.
      const big = { ...record(''), value: randomBytes(3 * 1024 * 1024) };
      await expect(writer.write([{ ...at(topic), records: [big] }])).rejects.toMatchObject({
        code: 'too_large',
      });
      await writer.write([{ ...at(topic), records: [record('small')] }]);
      expect(values(await readAll())).toEqual(['small']);
      await writer.close();
    });

    it('carries a record of 11 MB where the topic allows it, and many that are more than one batch', async () => {
      const wide = under.name('wide');
      const config = { 'max.message.bytes': String(12 * 1024 * 1024) };
      await log.createTopics([{ topic: wide, partitions: 1, replicationFactor: 1, config }]);
      const writer = await log.openWriter();
      const value = Buffer.alloc(11 * 1024 * 1024, 3);
      await writer.write([{ ...at(wide), records: [{ ...record(''), value }, record('next')] }]);
      const small = Array.from({ length: 30 }, (_, n) => ({
        ...record(''),
        value: Buffer.alloc(100_000, n),
      }));
      const [answer] = await writer.write([{ ...at(wide), records: small }]);
      expect(answer?.baseOffset).toBe(2);
      const { seen, joined } = consume(log, under.name('g'), {}, [wide]);
      await joined;
      await until(() => seen.records.length === 32);
      expect(seen.records.map((one) => one.offset)).toEqual(Array.from({ length: 32 }, (_, n) => n));
      expect(seen.records[0]?.value?.equals(value)).toBe(true);
      expect(seen.records.slice(2).map((one) => one.value?.[0])).toEqual(small.map((_, n) => n));
      await writer.close();
    });

    it('says unknown_topic for a topic that does not exist', async () => {
      const writer = await log.openWriter();
      await expect(
        writer.write([{ ...at(under.name('missing')), records: [record('A')] }]),
      ).rejects.toMatchObject({ code: 'unknown_topic' });
      await writer.close();
    });

    it('makes a transaction visible whole, with its offsets and their notes', async () => {
      const group = under.name('g');
      const { seen, joined } = consume(log, group);
      await joined;
      const member = await until(() => seen.members[0]);
      const writer = await log.openTransactional(under.name('tx'));
      await writer.commit({
        batches: [
          { ...at(topic, 0), records: [record('A'), record('B')] },
          { ...at(topic, 1), records: [record('C')] },
        ],
        offsets: { member, offsets: [{ ...at(topic, 2), offset: 5, metadata: '{"range":[1,4]}' }] },
      });
      await writer.commit({ batches: [{ ...at(topic, 0), records: [record('D')] }] });
      await expect.poll(async () => values(await readAll(0))).toEqual(['A', 'B', 'D']);
      await expect.poll(async () => values(await readAll(1))).toEqual(['C']);
      await expect
        .poll(() => log.committed(group, [topic]))
        .toEqual([{ ...at(topic, 2), offset: 5, metadata: '{"range":[1,4]}' }]);
      await writer.close();
    });

    it('lets control records take offsets and reads to an end that is one', async () => {
      const writer = await log.openTransactional(under.name('tx'));
      await writer.commit({ batches: [{ ...at(topic), records: [record('A')] }] });
      await expect
        .poll(async () => (await log.offsets([topic])).find((one) => one.partition === 0))
        .toMatchObject({ start: 0, end: 2 });
      expect(values(await readAll())).toEqual(['A']);
      const rest: LogRecord[] = [];
      for await (const batch of log.read({ ...at(topic), from: 1, to: 2 })) rest.push(...batch);
      expect(rest).toEqual([]);
      await writer.close();
    });

    it('tells a consumer the position behind control records', async () => {
      const { seen, joined } = consume(log, under.name('g'));
      await joined;
      const writer = await log.openTransactional(under.name('tx'));
      await writer.commit({ batches: [{ ...at(topic), records: [record('A')] }] });
      await until(() => seen.positions.get(`${topic}/0`)?.next === 2);
      expect(values(seen.records)).toEqual(['A']);
      await writer.close();
    });

    it('fences the owner before: its commit fails and nothing of it is ever visible', async () => {
      const id = under.name('tx');
      const group = under.name('g');
      const { seen, joined } = consume(log, group);
      await joined;
      const member = await until(() => seen.members[0]);
      const first = await log.openTransactional(id);
      await first.commit({ batches: [{ ...at(topic), records: [record('before')] }] });
      const second = await other.openTransactional(id);
      await expect(
        first.commit({
          batches: [{ ...at(topic), records: [record('zombie')] }],
          offsets: { member, offsets: [{ ...at(topic), offset: 9 }] },
        }),
      ).rejects.toMatchObject({ code: 'fenced' });
      await second.commit({ batches: [{ ...at(topic), records: [record('after')] }] });
      await expect.poll(async () => values(await readAll())).toEqual(['before', 'after']);
      expect(await log.committed(group, [topic])).toEqual([]);
      await expect(first.commit({ batches: [] })).rejects.toMatchObject({ name: 'LogError' });
      await first.close();
      await second.close();
    });

    it('refuses offsets of an older generation, in a transaction and outside', async () => {
      const group = under.name('g');
      const { seen, joined } = consume(log, group);
      await joined;
      const member = await until(() => seen.members[0]);
      const stale = { ...member, generationId: member.generationId - 1 };
      const offsets = [{ ...at(topic), offset: 3 }];
      await expect(log.commitOffsets(stale, offsets)).rejects.toMatchObject({ code: 'fenced' });
      const writer = await log.openTransactional(under.name('tx'));
      await expect(
        writer.commit({
          batches: [{ ...at(topic), records: [record('stale')] }],
          offsets: { member: stale, offsets },
        }),
      ).rejects.toMatchObject({ code: 'fenced' });
      await writer.close();
      await log.commitOffsets(member, [{ ...at(topic), offset: 4, metadata: 'note' }]);
      expect(await log.committed(group, [topic])).toEqual([{ ...at(topic), offset: 4, metadata: 'note' }]);
    });

    it('begins where onAssigned says, else at the committed offset, else at the start', async () => {
      const writer = await log.openWriter();
      for (const partition of [0, 1, 2]) {
        await writer.write([
          { ...at(topic, partition), records: ['0', '1', '2'].map((n) => record(`${partition}-${n}`)) },
        ]);
      }
      const group = under.name('g');
      await log.commitOffsets({ groupId: group, memberId: '', generationId: -1 }, [
        { ...at(topic, 0), offset: 1 },
        { ...at(topic, 1), offset: 1 },
      ]);
      const { seen, joined } = consume(log, group, {
        onAssigned: async () => [{ ...at(topic, 0), offset: 2 }],
      });
      await joined;
      await until(() => seen.records.length >= 6);
      expect([...values(seen.records)].sort()).toEqual(['0-2', '1-1', '1-2', '2-0', '2-1', '2-2']);
      await writer.close();
    });

    it('gives idle partitions at assignment, nothing before onAssigned is done', async () => {
      const writer = await log.openWriter();
      await writer.write([{ ...at(topic), records: [record('A')] }]);
      const gate = Promise.withResolvers<void>();
      const order: string[] = [];
      const { seen, joined } = consume(log, under.name('g'), {
        onAssigned: async (partitions) => {
          order.push(`assigned ${partitions.length}`);
          await gate.promise;
          order.push('restored');
          return [];
        },
        onBatch: async (batch) => {
          order.push(...values(batch.records));
        },
      });
      await joined;
      await until(() => order.length > 0);
      await writer.write([{ ...at(topic), records: [record('B')] }]);
      await new Promise((resolve) => setTimeout(resolve, 250));
      gate.resolve();
      await until(() => order.includes('B'));
      expect(order).toEqual(['assigned 3', 'restored', 'A', 'B']);
      expect(seen.fatal).toEqual([]);
      await writer.close();
    });

    it('keeps a partition still while it is paused and others going; seek counts', async () => {
      const { seen, consumer, joined } = consume(log, under.name('g'));
      await joined;
      await until(() => seen.assigned.length > 0);
      consumer.pause([at(topic, 0)]);
      const writer = await log.openWriter();
      for (const partition of [0, 1]) {
        await writer.write([{ ...at(topic, partition), records: [record(`${partition}a`)] }]);
      }
      await until(() => seen.records.length > 0);
      expect(values(seen.records)).toEqual(['1a']);
      consumer.resume([at(topic, 0)]);
      await until(() => seen.records.length > 1);
      consumer.seek({ ...at(topic, 1), offset: 0 });
      await until(() => seen.records.length > 2);
      expect(values(seen.records)).toEqual(['1a', '0a', '1a']);
      await writer.close();
    });

    it('never overlaps calls of one partition; a slow one does not hold up another', async () => {
      const writer = await log.openWriter();
      await writer.write([{ ...at(topic, 0), records: [record('slow')] }]);
      let inside = 0;
      let most = 0;
      const gate = Promise.withResolvers<void>();
      const order: string[] = [];
      const { joined } = consume(log, under.name('g'), {
        onBatch: async (batch) => {
          if (batch.partition === 0) {
            most = Math.max(most, ++inside);
            await gate.promise;
            inside--;
          }
          order.push(...values(batch.records));
        },
      });
      await joined;
      await until(() => inside === 1);
      await writer.write([{ ...at(topic, 0), records: [record('slow2')] }]);
      await writer.write([{ ...at(topic, 1), records: [record('fast')] }]);
      await until(() => order.includes('fast'));
      await writer.write([{ ...at(topic, 1), records: [record('fast2')] }]);
      await until(() => order.includes('fast2'));
      gate.resolve();
      await until(() => order.includes('slow2'));
      expect(order).toEqual(['fast', 'fast2', 'slow', 'slow2']);
      expect(most).toBe(1);
      await writer.close();
    });

    it('shares partitions between two members, n of every topic to one, and takes them back', async () => {
      const second = under.name('u');
      await log.createTopics([{ topic: second, partitions: 3, replicationFactor: 1, config: {} }]);
      const group = under.name('g');
      const a = consume(log, group, {}, [topic, second]);
      await a.joined;
      await until(() => a.seen.assigned.length === 1);
      expect(a.seen.assigned[0]).toHaveLength(6);
      const b = consume(other, group, {}, [topic, second]);
      await b.joined;
      const halves = await until(() => {
        const mine = a.seen.assigned.at(-1) ?? [];
        const theirs = b.seen.assigned.at(-1) ?? [];
        return mine.length + theirs.length === 6 && mine.length > 0 && theirs.length > 0 && [mine, theirs];
      });
      for (const half of halves) {
        const numbers = (name: string): readonly number[] =>
          half.filter((one) => one.topic === name).map((one) => one.partition);
        expect(numbers(topic)).toEqual(numbers(second));
      }
      expect(a.seen.revoked[0]).toHaveLength(6);
      const stale = a.seen.members[0] as GroupMember;
      await expect(log.commitOffsets(stale, [{ ...at(topic), offset: 1 }])).rejects.toMatchObject({
        code: 'fenced',
      });
      await b.consumer.stop();
      await until(() => a.seen.assigned.at(-1)?.length === 6);
      const writer = await log.openWriter();
      await writer.write([0, 1, 2].map((n) => ({ ...at(topic, n), records: [record(String(n))] })));
      await until(() => a.seen.records.length === 3);
      expect([...values(a.seen.records)].sort()).toEqual(['0', '1', '2']);
      await writer.close();
    });

    it('calls onRevoked with everything held before stop resolves', async () => {
      const { seen, consumer, joined } = consume(log, under.name('g'));
      await joined;
      await until(() => seen.assigned.length > 0);
      await consumer.stop();
      expect(seen.revoked).toHaveLength(1);
      expect(seen.revoked[0]).toHaveLength(3);
    });

    it('stops at an offset that the log does not have, and never jumps', async () => {
      const writer = await log.openWriter();
      await writer.write([{ ...at(topic), records: [record('A')] }]);
      const group = under.name('g');
      const { seen, joined } = consume(log, group, {
        onAssigned: async () => [{ ...at(topic, 0), offset: 1_000 }],
      });
      await joined;
      const error = await until(() => seen.fatal[0]);
      expect(error).toMatchObject({ name: 'LogError', code: 'out_of_range' });
      expect(seen.records).toEqual([]);
      expect(await log.committed(group, [topic])).toEqual([]);
      await writer.close();
    });

    it('creates topics once and says their partition counts', async () => {
      const fresh = under.name('fresh');
      const spec = { topic: fresh, partitions: 2, replicationFactor: 1, config: {} };
      expect(await log.createTopics([spec])).toEqual({ created: [fresh] });
      expect(await log.createTopics([{ ...spec, partitions: 9 }])).toEqual({ created: [] });
      expect([...(await log.partitionCounts([fresh, under.name('absent')]))]).toEqual([[fresh, 2]]);
    });
  });
}
