/** The hop on kafkajs's public consumer and producer: offsets are committed after each acknowledged batch. */
import { Kafka, logLevel } from 'kafkajs';
import { BROKERS, GROUP, OUTPUT_TOPIC, PER_SEND, plainHop } from './plain.ts';
import { INPUT, PARTITIONS } from './work.ts';

const work = await plainHop();
const kafka = new Kafka({ brokers: BROKERS, clientId: 'bench-kafkajs', logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: GROUP, maxBytesPerPartition: 1024 * 1024 });
const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
process.once('disconnect', () => process.exit(1));
process.once('SIGTERM', () => process.exit(0));
await Promise.all([consumer.connect(), producer.connect()]);
await consumer.subscribe({ topics: [INPUT], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: PARTITIONS,
  eachBatch: async (given) => {
    const { batch } = given;
    for (let from = 0; from < batch.messages.length; from += PER_SEND) {
      const part = batch.messages.slice(from, from + PER_SEND);
      const messages = part.map(({ value, headers }) => ({ ...work(value), headers: headers ?? {} }));
      await producer.send({ topic: OUTPUT_TOPIC, acks: -1, messages });
      const last = part.at(-1)?.offset ?? '0';
      given.resolveOffset(last);
      await given.commitOffsetsIfNecessary({
        topics: [
          {
            topic: batch.topic,
            partitions: [{ partition: batch.partition, offset: String(Number(last) + 1) }],
          },
        ],
      });
      await given.heartbeat();
    }
  },
});
