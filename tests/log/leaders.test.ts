/**
 * Leadership moves between two real brokers while both kinds of writer work: handed over in order, taken back, and
 * torn away by a kill. What was acknowledged is there once and in order, and of a transaction all or nothing.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { LogError, type Log, type TransactionalWriter } from '../../topics/log/port.ts';
import { silent } from '../support/silent.ts';
import { startTwoBrokers, type TwoBrokers } from './two-brokers.ts';

const PARTITIONS = [0, 1, 2, 3] as const;

let dir: string;
let cluster: TwoBrokers;
let log: Log;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'signalpost-leaders-'));
  cluster = await startTwoBrokers(dir);
  log = connectKafka({ brokers: cluster.brokers, clientId: 'leaders' }, silent);
}, 180_000);
afterAll(async () => {
  await log?.close();
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function newTopic(): Promise<string> {
  const topic = `t-${randomUUID()}`;
  await log.createTopics([{ topic, partitions: PARTITIONS.length, replicationFactor: 2, config: {} }]);
  return topic;
}

/** Numbers in the order in which they stand, per partition. */
async function numbersIn(topic: string): Promise<readonly (readonly number[])[]> {
  const bounds = await log.offsets([topic]);
  return Promise.all(
    PARTITIONS.map(async (partition) => {
      const found: number[] = [];
      const { start = 0, end = 0 } = bounds.find((one) => one.partition === partition) ?? {};
      for await (const records of log.read({ topic, partition, from: start, to: end }))
        found.push(...records.map(({ value }) => Number(value)));
      return found;
    }),
  );
}

/** Number n in every partition. */
const everywhere = (topic: string, n: number) =>
  PARTITIONS.map((partition) => ({
    topic,
    partition,
    records: [{ key: null, value: Buffer.from(String(n)), timestamp: Date.now() }],
  }));

interface Load {
  readonly acknowledged: Set<number>;
  readonly failures: LogError[];
}

/** Writes 0, 1, 2 … until told to end. @param write one number; throws LogError when nobody knows */
async function load(going: () => boolean, write: (n: number) => Promise<void>): Promise<Load> {
  const done: Load = { acknowledged: new Set(), failures: [] };
  for (let n = 0; going(); n++) {
    try {
      await write(n);
      done.acknowledged.add(n);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      done.failures.push(error);
      await pause(100);
    }
    await pause(5);
  }
  return done;
}

it('leaders that hand over, come back and die lose and double nothing', async () => {
  const [plain, inTransactions] = [await newTopic(), await newTopic()];
  const writer = await log.openWriter();
  const id = randomUUID();
  let transactional: TransactionalWriter | null = await log.openTransactional(id);
  let working = true;
  const going = (): boolean => working;
  const loads = Promise.all([
    load(going, async (n) => void (await writer.write(everywhere(plain, n)))),
    load(going, async (n) => {
      transactional ??= await log.openTransactional(id);
      try {
        await transactional.commit({ batches: everywhere(inTransactions, n) });
      } catch (error) {
        await transactional.close();
        transactional = null;
        throw error;
      }
    }),
  ]);

  await cluster.untilLeads(plain, 2);
  await pause(1_500);
  await cluster.stopSecond();
  await pause(2_000);
  await cluster.startSecond();
  await cluster.untilLeads(plain, 2);
  await pause(1_500);
  await cluster.killSecond();
  await cluster.untilLeads(plain, 1);
  await pause(6_000); // its session ends, and the coordinators that it held are found again
  working = false;
  const [writes, commits] = await loads;

  // Whoever opens the id next settles what was under way, so everything is visible or gone.
  transactional = await log.openTransactional(id);
  await transactional.commit({ batches: everywhere(inTransactions, 1_000_000) });
  await Promise.all([transactional.close(), writer.close()]);
  await expect
    .poll(async () => (await numbersIn(inTransactions)).every((numbers) => numbers.includes(1_000_000)))
    .toBe(true);

  // A plain write is sent again until a leader has it: nobody saw any of this.
  expect(writes.failures.map(({ message }) => message)).toEqual([]);
  expect(commits.failures.every(({ code }) => code === 'unavailable')).toBe(true);
  console.log(`${writes.acknowledged.size} writes, ${commits.acknowledged.size} commits`, {
    failed: commits.failures.map(({ message }) => message),
  });
  const order = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b);
  for (const numbers of await numbersIn(plain)) expect(numbers).toEqual([...writes.acknowledged]);
  const committed = await numbersIn(inTransactions);
  for (const numbers of committed) {
    expect(numbers).toEqual(order(numbers));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect([...commits.acknowledged].filter((n) => !numbers.includes(n))).toEqual([]);
    expect(numbers).toEqual(committed[0]); // all or nothing
  }
  expect(writes.acknowledged.size).toBeGreaterThan(50);
  expect(commits.acknowledged.size).toBeGreaterThan(50);
}, 180_000);
