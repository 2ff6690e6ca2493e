/** What the log promises when the network loses things: nothing lost, nothing doubled, nothing out of order. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStack } from '../../stack/testing.ts';
import type { TestStack } from '../../stack/testing.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import type { GroupMember, Log, LogError, TransactionalWriter } from '../../topics/log/port.ts';
import { startKafkaProxy } from '../support/proxy.ts';
import type { Api, KafkaProxy, Loss } from '../support/proxy.ts';
import { silent } from '../support/silent.ts';

const TRANSACTION_MS = 2_000;
/** A group without members: the transactions here are fenced by their id alone. */
const outside = (groupId: string): GroupMember => ({ groupId, memberId: '', generationId: -1 });

let stack: TestStack;
let proxy: KafkaProxy;
let log: Log;
let direct: Log;
let topic: string;

beforeAll(async () => {
  stack = await startStack({ parts: ['kafka'] });
});
afterAll(async () => {
  await stack?.stop();
});
beforeEach(async () => {
  const brokers = stack.services.kafka?.brokers ?? [];
  proxy = await startKafkaProxy(brokers[0] ?? '');
  log = connectKafka({ brokers, clientId: 'proxied' }, silent, proxy.sockets);
  direct = connectKafka({ brokers, clientId: 'direct' }, silent);
  topic = `t-${randomUUID()}`;
  await direct.createTopics([{ topic, partitions: 1, replicationFactor: 1, config: {} }]);
});
afterEach(async () => {
  await Promise.all([log.close(), direct.close()]);
  await proxy.close();
});

const batch = (value: string) => [
  { topic, partition: 0, records: [{ key: null, value: Buffer.from(value), timestamp: Date.now() }] },
];
async function visible(): Promise<readonly string[]> {
  const end = (await direct.offsets([topic]))[0]?.end ?? 0;
  const found: string[] = [];
  for await (const records of direct.read({ topic, partition: 0, from: 0, to: end })) {
    found.push(...records.map((record) => String(record.value)));
  }
  return found;
}
async function committed(groupId: string): Promise<number> {
  return (await direct.committed(groupId, [topic]))[0]?.offset ?? 0;
}
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error as LogError).code,
  );

describe('plain writes', () => {
  it.each<Loss>(['drop-answer', 'cut-answer', 'cut-request'])(
    'concurrent callers, %s of the first: A, B, C, each once',
    async (loss) => {
      const writer = await log.openWriter();
      await writer.write(batch('0'));
      const lost = proxy.lose('Produce', loss);
      await Promise.all(['A', 'B', 'C'].map((value) => writer.write(batch(value))));
      await lost;
      expect(await visible()).toEqual(['0', 'A', 'B', 'C']);
      await writer.close();
    },
  );

  it('a connection that hangs: written once when it comes back', async () => {
    const writer = await log.openWriter();
    await writer.write(batch('0'));
    proxy.hang(true);
    const written = writer.write(batch('A'));
    setTimeout(() => proxy.hang(false), 5_000);
    await written;
    await writer.write(batch('B'));
    expect(await visible()).toEqual(['0', 'A', 'B']);
    await writer.close();
  });

  it('given up: says unavailable, and the next write is not taken for a repetition of it', async () => {
    const writer = await log.openWriter();
    await writer.write(batch('0'));
    proxy.hang(true);
    expect(await codeOf(writer.write(batch('A')))).toBe('unavailable');
    proxy.hang(false);
    await writer.write(batch('B'));
    const found = (await visible()).filter((value) => value !== 'A');
    expect(found).toEqual(['0', 'B']);
    await writer.close();
  }, 60_000);
});

describe('transactions', () => {
  const open = (id: string): Promise<TransactionalWriter> =>
    log.openTransactional(id, { timeoutMs: TRANSACTION_MS });

  it.each<[Api, Loss, boolean]>([
    ['AddPartitionsToTxn', 'drop-answer', false],
    ['Produce', 'drop-answer', false],
    ['Produce', 'cut-answer', false],
    ['AddOffsetsToTxn', 'cut-answer', false],
    ['TxnOffsetCommit', 'drop-answer', false],
    ['TxnOffsetCommit', 'cut-request', false],
    ['EndTxn', 'cut-request', false],
    ['EndTxn', 'drop-answer', true],
    ['EndTxn', 'cut-answer', true],
  ])(
    '%s, %s: unavailable; opening again settles it (happened: %s), whole or not at all',
    async (api, loss, happened) => {
      const id = `tx-${randomUUID()}`;
      const group = `g-${randomUUID()}`;
      const offsets = (offset: number) => ({
        member: outside(group),
        offsets: [{ topic, partition: 0, offset, metadata: `note ${offset}` }],
      });
      const first = await open(id);
      await first.commit({ batches: batch('0'), offsets: offsets(1) });
      const lost = proxy.lose(api, loss);
      expect(await codeOf(first.commit({ batches: batch('A'), offsets: offsets(2) }))).toBe('unavailable');
      await lost;
      expect(await codeOf(first.commit({ batches: batch('B') }))).toBe('unavailable');
      await first.close();
      const second = await open(id);
      expect(await committed(group)).toBe(happened ? 2 : 1);
      expect(await visible()).toEqual(happened ? ['0', 'A'] : ['0']);
      await second.commit({ batches: batch('C'), offsets: offsets(3) });
      await expect.poll(visible).toEqual(happened ? ['0', 'A', 'C'] : ['0', 'C']);
      await second.close();
    },
  );

  it('a paused owner comes back after another took over: fenced, and invisible', async () => {
    const id = `tx-${randomUUID()}`;
    const owner = await open(id);
    await owner.commit({ batches: batch('0') });
    proxy.hang(true);
    const late = codeOf(owner.commit({ batches: batch('zombie') }));
    const heir = await direct.openTransactional(id, { timeoutMs: TRANSACTION_MS });
    await heir.commit({ batches: batch('heir') });
    proxy.hang(false);
    expect(await late).toBe('fenced');
    await expect.poll(visible).toEqual(['0', 'heir']);
    await Promise.all([owner.close(), heir.close()]);
  });

  it('a worker that follows its committed offset writes each item once, whatever is lost', async () => {
    const id = `tx-${randomUUID()}`;
    const group = `g-${randomUUID()}`;
    const items = 40;
    const apis: readonly Api[] = [
      'AddPartitionsToTxn',
      'Produce',
      'AddOffsetsToTxn',
      'TxnOffsetCommit',
      'EndTxn',
    ];
    const losses: readonly Loss[] = ['cut-answer', 'cut-request', 'cut-answer', 'cut-request', 'drop-answer'];
    let writer: TransactionalWriter | null = null;
    const failures: string[] = [];
    for (let at = 0, turn = 0; at < items; turn++) {
      if (!writer) {
        writer = await open(id);
        at = await committed(group);
        if (at >= items) break;
      }
      // Every third transaction loses something, walking through all pairs of request and loss.
      if (turn % 3 === 0) {
        void proxy.lose(
          apis[turn % apis.length] as Api,
          losses[Math.floor(turn / 3) % losses.length] as Loss,
        );
      }
      const outcome = await codeOf(
        writer.commit({
          batches: batch(String(at)),
          offsets: { member: outside(group), offsets: [{ topic, partition: 0, offset: at + 1 }] },
        }),
      );
      if (outcome === 'done') at++;
      else {
        failures.push(outcome);
        await writer.close();
        writer = null;
        proxy.disarm();
      }
    }
    await writer?.close();
    expect(failures.length).toBeGreaterThan(5);
    expect(new Set(failures)).toEqual(new Set(['unavailable']));
    await expect.poll(visible).toEqual(Array.from({ length: items }, (_, n) => String(n)));
  });
});

describe('a member whose connection hangs', () => {
  it('loses its partitions after the session, learns of it, cannot commit as before, and comes back', async () => {
    const wide = `t-${randomUUID()}`;
    await direct.createTopics([{ topic: wide, partitions: 2, replicationFactor: 1, config: {} }]);
    const group = `g-${randomUUID()}`;
    const member = async (through: Log) => {
      const state = {
        members: [] as GroupMember[],
        assigned: [] as number[],
        revoked: 0,
        fatal: [] as Error[],
      };
      const consumer = through.consumer({ groupId: group, topics: [wide], sessionTimeoutMs: 6_000 });
      await consumer.run({
        onAssigned: async (partitions, as) => {
          state.members.push(as);
          state.assigned = partitions.map((at) => at.partition);
          return [];
        },
        onRevoked: async () => {
          state.revoked++;
        },
        onBatch: async () => undefined,
        onFatal: (error) => state.fatal.push(error),
      });
      return { state, consumer };
    };
    const a = await member(log);
    const b = await member(direct);
    await expect
      .poll(() => [a.state.assigned.length, b.state.assigned.length], { timeout: 15_000 })
      .toEqual([1, 1]);
    const before = a.state.members.at(-1) as GroupMember;
    const revoked = a.state.revoked;
    proxy.hang(true);
    await expect.poll(() => b.state.assigned, { timeout: 30_000 }).toEqual([0, 1]);
    const offsets = [{ topic: wide, partition: 0, offset: 0 }];
    expect(await codeOf(direct.commitOffsets(before, offsets))).toBe('fenced');
    const writer = await direct.openTransactional(`tx-${randomUUID()}`);
    expect(await codeOf(writer.commit({ batches: [], offsets: { member: before, offsets } }))).toBe('fenced');
    proxy.hang(false);
    await expect
      .poll(() => [a.state.assigned.length, b.state.assigned.length], { timeout: 30_000 })
      .toEqual([1, 1]);
    expect(a.state.revoked).toBeGreaterThan(revoked);
    expect([...a.state.fatal, ...b.state.fatal]).toEqual([]);
    await Promise.all([a.consumer.stop(), b.consumer.stop(), writer.close()]);
  });
});

describe('a broker that is killed and comes back', () => {
  it('acknowledged writes are there, in order and once; consumer and transactions go on', async () => {
    const group = `g-${randomUUID()}`;
    const seen: string[] = [];
    const fatal: Error[] = [];
    const consumer = direct.consumer({ groupId: group, topics: [topic] });
    await consumer.run({
      onAssigned: async () => (seen.length > 0 ? [{ topic, partition: 0, offset: seen.length }] : []),
      onRevoked: async () => undefined,
      onBatch: async (got) => {
        seen.push(...got.records.map((record) => String(record.value)));
      },
      onFatal: (error) => fatal.push(error),
    });
    const writer = await direct.openWriter();
    const expected: string[] = [];
    for (let n = 0; n < 200; n++) {
      if (n === 50) await stack.kill('kafka');
      await writer.write(batch(String(n)));
      expected.push(String(n));
    }
    expect(await visible()).toEqual(expected);
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(expected);
    expect(fatal).toEqual([]);
    await consumer.stop();
    await writer.close();
  });
});
