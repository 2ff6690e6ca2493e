/** The hop on @platformatic/kafka: offsets are committed after each acknowledged batch. */
import { Consumer, Producer } from '@platformatic/kafka';
import { BROKERS, GROUP, OUTPUT_TOPIC, PER_SEND, plainHop } from './plain.ts';
import { INPUT } from './work.ts';

const work = await plainHop();
const common = { bootstrapBrokers: BROKERS, clientId: 'bench-platformatic' };
const consumer = new Consumer({ ...common, groupId: GROUP, maxBytes: 16 * 1024 * 1024 });
const producer = new Producer({ ...common, idempotent: true, acks: -1 });
process.once('disconnect', () => process.exit(1));
process.once('SIGTERM', () => process.exit(0));
const stream = await consumer.consume({
  topics: [INPUT],
  mode: 'committed',
  fallbackMode: 'earliest',
  autocommit: false,
  highWaterMark: 8 * PER_SEND,
  minBytes: 65_536,
  maxWaitTime: 50,
});

let messages: { topic: string; key: Buffer; value: Buffer; headers: Map<Buffer, Buffer> }[] = [];
let offsets = new Map<number, bigint>();
const flush = async (): Promise<void> => {
  if (messages.length === 0) return;
  const [sending, done] = [messages, offsets];
  [messages, offsets] = [[], new Map()];
  await producer.send({ messages: sending });
  await consumer.commit({
    offsets: [...done].map(([partition, offset]) => ({
      topic: INPUT,
      partition,
      offset: offset + 1n,
      leaderEpoch: -1,
    })),
  });
};
/** A tail shorter than a batch is sent when nothing has come for so long, ms. */
const QUIET_MS = 100;
let timer: NodeJS.Timeout | undefined;
for await (const message of stream) {
  const { key, value } = work(message.value);
  messages.push({ topic: OUTPUT_TOPIC, key: Buffer.from(key), value, headers: new Map(message.headers) });
  offsets.set(message.partition, message.offset);
  clearTimeout(timer);
  if (messages.length >= PER_SEND) await flush();
  else timer = setTimeout(() => void flush(), QUIET_MS);
}
