/** Record batches of ours and of others on a real broker: every codec, and sequence numbers that wrap. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStack } from '../../stack/testing.ts';
import type { TestStack } from '../../stack/testing.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { Connector } from '../../topics/log/kafkajs/connection.ts';
import { openKafkaTransactional } from '../../topics/log/kafkajs/transactional.ts';
import { openKafkaWriter } from '../../topics/log/kafkajs/writer.ts';
import type { Log } from '../../topics/log/port.ts';
import { startKafkaProxy } from '../support/proxy.ts';
import type { KafkaProxy } from '../support/proxy.ts';
import { silent } from '../support/silent.ts';

let stack: TestStack;
let log: Log;
let proxy: KafkaProxy;
beforeAll(async () => {
  stack = await startStack({ parts: ['kafka'] });
});
afterAll(async () => {
  await stack?.stop();
});
const brokers = (): readonly string[] => stack.services.kafka?.brokers ?? [];
beforeEach(async () => {
  log = connectKafka({ brokers: brokers(), clientId: 'batches' }, silent);
  proxy = await startKafkaProxy(brokers()[0] ?? '');
});
afterEach(async () => {
  await log.close();
  await proxy.close();
});

async function topicWith(config: Readonly<Record<string, string>>): Promise<string> {
  const topic = `t-${randomUUID()}`;
  await log.createTopics([{ topic, partitions: 1, replicationFactor: 1, config }]);
  return topic;
}
const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    key: Buffer.from(`k${from + n}`),
    value: Buffer.from(`value ${from + n} ${'again and '.repeat(20)}`),
    timestamp: Date.now(),
  }));
const batch = (topic: string, from: number, count: number) => [
  { topic, partition: 0, records: records(from, count) },
];
async function keys(topic: string): Promise<readonly string[]> {
  const [position] = await log.offsets([topic]);
  const found: string[] = [];
  const range = { topic, partition: 0, from: position?.start ?? 0, to: position?.end ?? 0 };
  for await (const some of log.read(range)) found.push(...some.map((one) => String(one.key)));
  return found;
}
const wanted = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `k${n}`);

describe('codecs', () => {
  it.each(['none', 'lz4', 'zstd'] as const)(
    'the broker takes what we write with %s, and we read it',
    async (compression) => {
      const topic = await topicWith({});
      const ours = connectKafka({ brokers: brokers(), clientId: 'batches', compression }, silent);
      const [writer, transactional] = [await ours.openWriter(), await ours.openTransactional(randomUUID())];
      await writer.write(batch(topic, 0, 500));
      await transactional.commit({ batches: batch(topic, 500, 500) });
      await expect.poll(() => keys(topic)).toEqual(wanted(1_000));
      await Promise.all([writer.close(), transactional.close(), ours.close()]);
    },
  );

  it.each(['gzip', 'lz4', 'zstd'])(
    'batches that the broker itself compressed with %s are read',
    async (codec) => {
      const topic = await topicWith({ 'compression.type': codec });
      const writer = await log.openWriter();
      await writer.write(batch(topic, 0, 500));
      expect(await keys(topic)).toEqual(wanted(500));
      await writer.close();
    },
  );

  it('snappy ends a reader as corrupt, with the place and what to do', async () => {
    const topic = await topicWith({ 'compression.type': 'snappy' });
    const writer = await log.openWriter();
    await writer.write(batch(topic, 0, 5));
    await expect(keys(topic)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(
        /0: the batch at offset 0 .*codec 2 \(snappy\).*set compression\.type/,
      ) as string,
    });
    await writer.close();
  });
});

describe('sequence numbers near the end of 32 bits', () => {
  const LAST = 2 ** 31 - 1;

  it('wrap to 0 between batches and within one, also when the answer to that one is lost', async () => {
    const topic = await topicWith({});
    const connector = new Connector({ brokers: brokers(), clientId: 'wrap' }, silent, proxy.sockets);
    const writer = await openKafkaWriter(connector, LAST - 4);
    await writer.write(batch(topic, 0, 3));
    const lost = proxy.lose('Produce', 'cut-answer');
    await writer.write(batch(topic, 3, 5)); // numbers LAST - 1, LAST, 0, 1, 2
    await lost;
    await writer.write(batch(topic, 8, 4));
    expect(await keys(topic)).toEqual(wanted(12));
    await writer.close();
  });

  it('wrap in transactions', async () => {
    const topic = await topicWith({});
    const connector = new Connector({ brokers: brokers(), clientId: 'wrap' }, silent);
    const writer = await openKafkaTransactional(connector, randomUUID(), 10_000, LAST - 1);
    for (let from = 0; from < 12; from += 3) await writer.commit({ batches: batch(topic, from, 3) });
    await expect.poll(() => keys(topic)).toEqual(wanted(12));
    await writer.close();
  });
});
