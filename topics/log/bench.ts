/**
 * What the kafkajs adapter costs on a running broker, on one topic of 3 partitions that it creates.
 *
 *     KAFKA_BROKERS=127.0.0.1:9092 node topics/log/bench.ts
 *
 * Seen on 2 cores, Node 24.21, Kafka 4.3.1, 512 B values, while others kept the load average at 9 (three runs):
 * 28-47 k records/s written, 140-370 k/s consumed, 37-57 transactions/s of 10 records and an offset back to back
 * (p50 12-22 ms, p95 38-68 ms). On a quiet machine expect several times more transactions.
 */
import { randomUUID } from 'node:crypto';
import { connectKafka } from './kafkajs/connect.ts';
import type { BatchToWrite, RecordToWrite } from './port.ts';

const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
const quiet = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
const log = connectKafka({ brokers, clientId: 'bench' }, quiet);
const topic = `bench-${randomUUID()}`;
const RECORDS = 200_000;
const PER_CALL = 1_000;

const records = (count: number): readonly RecordToWrite[] =>
  Array.from({ length: count }, (_, n) => ({
    key: Buffer.from(`k${n}`),
    value: Buffer.alloc(512, 7),
    timestamp: Date.now(),
  }));
const percentile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

await log.createTopics([
  { topic, partitions: 3, replicationFactor: 1, config: { 'retention.bytes': String(256 * 1024 * 1024) } },
]);
const writer = await log.openWriter();
const third = records(Math.floor(PER_CALL / 3));
const call: readonly BatchToWrite[] = [0, 1, 2].map((partition) => ({ topic, partition, records: third }));
const perCall = third.length * 3;
const writeMs = await timed(async () => {
  for (let n = 0; n < RECORDS / perCall; n++) await writer.write(call);
});

const ends = await log.offsets([topic]);
const total = ends.reduce((sum, one) => sum + one.end - one.start, 0);
let consumed = 0;
const all = Promise.withResolvers<void>();
const consumer = log.consumer({ groupId: topic, topics: [topic] });
const consumeMs = await timed(async () => {
  await consumer.run({
    onAssigned: async () => [],
    onRevoked: async () => undefined,
    onBatch: async (batch) => {
      consumed += batch.records.length;
      if (consumed >= total) all.resolve();
    },
    onFatal: (error) => all.reject(error),
  });
  await all.promise;
});
await consumer.stop();

const transactional = await log.openTransactional(topic);
const ten: readonly BatchToWrite[] = [{ topic, partition: 0, records: records(10) }];
const member = { groupId: topic, memberId: '', generationId: -1 };
const latencies: number[] = [];
const transactionsMs = await timed(async () => {
  for (let n = 0; n < 500; n++) {
    const offsets = [{ topic, partition: 0, offset: n }];
    latencies.push(await timed(() => transactional.commit({ batches: ten, offsets: { member, offsets } })));
  }
});
latencies.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    writePerSecond: Math.round((total / writeMs) * 1000),
    consumePerSecond: Math.round((total / consumeMs) * 1000),
    transactionsPerSecond: Math.round((500 / transactionsMs) * 1000),
    transactionMs: { p50: percentile(latencies, 0.5), p95: percentile(latencies, 0.95) },
  }),
);
await Promise.all([writer.close(), transactional.close(), log.close()]);
