/**
 * Others read what we write, and we read what others write: Kafka's own Java client (which checks every CRC), its dump
 * of the segments on disk, and @platformatic/kafka.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Consumer, Producer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARTIFACTS } from '../../stack/downloads/artifacts.ts';
import { cacheDir } from '../../stack/home.ts';
import { startStack, type TestStack } from '../../stack/testing.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import type { Log, LogRecord, RecordToWrite } from '../../topics/log/port.ts';
import { startKafkaProxy } from '../support/proxy.ts';
import { silent } from '../support/silent.ts';

let stack: TestStack;
let log: Log;
beforeAll(async () => {
  stack = await startStack({ parts: ['kafka'] });
  log = connectKafka({ brokers: brokers(), clientId: 'other-clients' }, silent);
});
afterAll(async () => {
  await log?.close();
  await stack?.stop();
});

const brokers = (): readonly string[] => stack.services.kafka?.brokers ?? [];
const common = () => ({ bootstrapBrokers: [...brokers()], clientId: 'other' });

async function topicWith(config: Readonly<Record<string, string>> = {}): Promise<string> {
  const topic = `t-${randomUUID()}`;
  await log.createTopics([{ topic, partitions: 1, replicationFactor: 1, config }]);
  return topic;
}

/** A record as anybody sees it. */
interface Seen {
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}
const textOf = (bytes: Buffer | null | undefined): string | null => (bytes ? bytes.toString() : null);

async function ours(topic: string): Promise<readonly LogRecord[]> {
  const [position] = await log.offsets([topic]);
  const found: LogRecord[] = [];
  const range = { topic, partition: 0, from: position?.start ?? 0, to: position?.end ?? 0 };
  for await (const records of log.read(range)) found.push(...records);
  return found;
}

/** A commit is decided some milliseconds before committed readers see it. */
async function readable(topic: string, count: number): Promise<void> {
  for (let tries = 0; tries < 300 && (await ours(topic)).length < count; tries++) await sleep(100);
}

// ---- Java ----

const jars = (): string => path.join(cacheDir(), ARTIFACTS.kafka.folder, '*');
async function java(...args: readonly string[]): Promise<string> {
  const settings = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m', '-cp', jars()];
  const { stdout } = await promisify(execFile)('java', [...settings, ...args], {
    maxBuffer: 64 * 2 ** 20,
    timeout: 100_000,
  });
  return stdout;
}
const CLIENT = path.join(import.meta.dirname, 'java-client', 'Client.java');

async function javaReads(topic: string, count: number): Promise<readonly Seen[]> {
  const plain = (part: string): string | null =>
    part === '-' ? null : Buffer.from(part, 'base64').toString();
  const out = await java(CLIENT, 'read', brokers().join(), topic, String(count));
  return out
    .trim()
    .split('\n')
    .map((line) => {
      const [offset, , key = '-', value = '-', ...headers] = line.split(' ');
      return {
        offset: Number(offset),
        key: plain(key),
        value: plain(value),
        headers: Object.fromEntries(
          headers.map((pair) => {
            const [name = '', text = ''] = pair.split('.=');
            return [Buffer.from(name, 'base64').toString(), plain(text) ?? ''];
          }),
        ),
      };
    });
}

/** What `kafka-dump-log --deep-iteration` says of the segments of partition 0. */
async function dumped(topic: string): Promise<string> {
  const folder = path.join(stack.home, 'data', 'kafka', 'log', `${topic}-0`);
  const segments = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return java(
    'kafka.tools.DumpLogSegments',
    '--deep-iteration',
    '--files',
    segments.map((name) => path.join(folder, name)).join(),
  );
}

// ---- @platformatic/kafka ----

async function platformaticReads(topic: string, count: number): Promise<readonly Seen[]> {
  const consumer = new Consumer({ ...common(), groupId: randomUUID() });
  try {
    const stream = await consumer.consume({
      topics: [topic],
      mode: 'earliest',
      autocommit: false,
      isolationLevel: 1,
      maxWaitTime: 100,
    });
    const found: Seen[] = [];
    for await (const { offset, key, value, headers } of stream) {
      found.push({
        offset: Number(offset),
        key: textOf(key),
        value: textOf(value),
        headers: Object.fromEntries([...headers].map(([name, text]) => [String(name), String(text)])),
      });
      if (found.length >= count) break;
    }
    return found;
  } finally {
    await consumer.close(true);
  }
}

const CODECS = ['none', 'lz4', 'zstd'] as const;

describe.each(CODECS)('what we write with %s', (compression) => {
  const record = (key: string | null, value: string | null, headers = {}): RecordToWrite => ({
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers,
    timestamp: Date.now(),
  });
  const PLAIN = [
    record('a', 'with headers', { traceparent: '00-1-2-01', 'name with ü': 'wörld', empty: '' }),
    record(null, 'without a key'),
    record('a tombstone', null),
    record('empty', ''),
    record(null, null),
    record('', 'an empty key'),
    ...Array.from({ length: 2_000 }, (_, n) => record(`k${n}`, `value ${n} ${'again and '.repeat(n % 30)}`)),
  ];
  const some = (what: string): RecordToWrite[] =>
    Array.from({ length: 300 }, (_, n) => record(`${what} ${n}`, `of a transaction that is ${what}`));
  let topic: string;
  /** What a committed reader must see. */
  let wanted: readonly Omit<Seen, 'offset'>[];

  beforeAll(async () => {
    topic = await topicWith();
    const proxy = await startKafkaProxy(brokers()[0] ?? '');
    const writing = connectKafka(
      { brokers: brokers(), clientId: 'ours', compression },
      silent,
      proxy.sockets,
    );
    const batches = (records: readonly RecordToWrite[]) => [{ topic, partition: 0, records }];
    const plain = await writing.openWriter();
    await plain.write(batches(PLAIN.slice(0, 1_000)));
    await plain.write(batches(PLAIN.slice(1_000)));
    const id = randomUUID();
    const first = await writing.openTransactional(id);
    await first.commit({ batches: batches(some('committed')) });
    // The end does not arrive; whoever opens the id next aborts what was written.
    const lost = proxy.lose('EndTxn', 'cut-request');
    await first.commit({ batches: batches(some('aborted')) }).catch(() => undefined);
    await lost;
    await first.close();
    const second = await writing.openTransactional(id);
    await second.commit({ batches: batches(some('committed later')) });
    await second.close();
    await plain.close();
    wanted = [...PLAIN, ...some('committed'), ...some('committed later')].map(({ key, value, headers }) => ({
      key: textOf(key),
      value: textOf(value),
      headers: headers ?? {},
    }));
    await readable(topic, wanted.length);
    await writing.close();
    await proxy.close();
  });

  const withoutOffsets = (seen: readonly Seen[]) =>
    seen.map(({ key, value, headers }) => ({ key, value, headers }));

  it('is read by Kafka’s own client, with its checks of every CRC', async () => {
    const seen = await javaReads(topic, wanted.length);
    expect(withoutOffsets(seen)).toEqual(wanted);
    expect(seen.map(({ offset }) => offset)).toEqual((await ours(topic)).map(({ offset }) => offset));
  });

  it('is read by @platformatic/kafka', async () => {
    const seen = await platformaticReads(topic, wanted.length);
    expect(withoutOffsets(seen)).toEqual(wanted);
    expect(seen.map(({ offset }) => offset)).toEqual((await ours(topic)).map(({ offset }) => offset));
  });

  it('lies on disk as Kafka would have written it', async () => {
    const dump = await dumped(topic);
    const lines = dump.split('\n');
    const batches = lines.filter((line) => line.startsWith('baseOffset: '));
    const count = (pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;
    expect(batches.length).toBeGreaterThan(4);
    expect(batches.filter((line) => !line.includes('isvalid: true'))).toEqual([]);
    expect(batches.filter((line) => !line.includes('magic: 2'))).toEqual([]);
    const written = batches.filter((line) => line.includes('isControl: false'));
    expect(written.filter((line) => !line.includes(`compresscodec: ${compression}`))).toEqual([]);
    // Of a producer with an id and numbers, or the broker could not tell a repetition from a new batch.
    expect(written.filter((line) => /producerId: -1|baseSequence: -1/.test(line))).toEqual([]);
    expect(count(/endTxnMarker: COMMIT/)).toBe(2);
    expect(count(/endTxnMarker: ABORT/)).toBe(1);
    expect(count(/^\| offset: /) - count(/endTxnMarker/)).toBe(wanted.length + 300);
  });
});

describe('what others write', () => {
  const JAVA = [
    ...Array.from({ length: 1_000 }, (_, n) => `plain ${n}`),
    null,
    ...Array.from({ length: 100 }, (_, n) => `committed ${n}`),
    ...Array.from({ length: 100 }, (_, n) => `committed later ${n}`),
  ];
  const asJavaWrote = JAVA.map((what) => ({
    key: what === null ? null : `key of ${what}`,
    value: what === null ? null : `${what} `.repeat(20),
    headers: what === null ? {} : { what, nothing: '' },
  }));
  const plain = ({ key, value, headers }: LogRecord) => ({ key: textOf(key), value: textOf(value), headers });

  it.each(['none', 'gzip', 'lz4', 'zstd'])(
    'Kafka’s own client with %s, in transactions that are committed and aborted',
    async (codec) => {
      const topic = await topicWith();
      await java(CLIENT, 'write', brokers().join(), topic, codec);
      await expect.poll(async () => (await ours(topic)).length, { timeout: 30_000 }).toBe(JAVA.length);
      expect((await ours(topic)).map(plain)).toEqual(asJavaWrote);
    },
  );

  it.each(['none', 'gzip', 'lz4', 'zstd'] as const)('@platformatic/kafka with %s', async (compression) => {
    const topic = await topicWith();
    const message = (what: string) => ({
      topic,
      partition: 0,
      key: Buffer.from(what),
      value: Buffer.from(`${what} `.repeat(30)),
      headers: new Map([[Buffer.from('what'), Buffer.from(what)]]),
    });
    const some = (what: string) => Array.from({ length: 200 }, (_, n) => message(`${what} ${n}`));
    const plainly = new Producer({ ...common(), idempotent: true, acks: -1, compression });
    await plainly.send({ messages: some('plain') });
    await plainly.send({ messages: [{ topic, partition: 0, key: Buffer.from('a tombstone') }] });
    await plainly.close();
    const producer = new Producer({
      ...common(),
      idempotent: true,
      acks: -1,
      compression,
      transactionalId: randomUUID(),
    });
    for (const outcome of ['committed', 'aborted', 'committed later'] as const) {
      const transaction = await producer.beginTransaction();
      await transaction.send({ messages: some(outcome) });
      await (outcome === 'aborted' ? transaction.abort() : transaction.commit());
    }
    await producer.close();
    await expect.poll(async () => (await ours(topic)).length, { timeout: 30_000 }).toBe(601);
    const seen = await ours(topic);
    expect(seen.map(({ key }) => textOf(key))).toEqual([
      ...some('plain').map(({ key }) => textOf(key)),
      'a tombstone',
      ...['committed', 'committed later'].flatMap((what) => some(what).map(({ key }) => textOf(key))),
    ]);
    expect(seen[200]?.value).toBe(null);
    expect(seen[0]).toMatchObject({ headers: { what: 'plain 0' } });
    expect(textOf(seen[7]?.value)).toBe('plain 7 '.repeat(30));
  });

  it('with the time at which the broker appended it, where the topic says so', async () => {
    const topic = await topicWith({ 'message.timestamp.type': 'LogAppendTime' });
    const before = Date.now();
    const producer = new Producer({ ...common(), idempotent: true, acks: -1, compression: 'lz4' });
    const long = BigInt(before - 3_600_000);
    await producer.send({
      messages: [1, 2, 3].map((n) => ({
        topic,
        partition: 0,
        value: Buffer.from(String(n)),
        timestamp: long + BigInt(n),
      })),
    });
    await producer.close();
    const seen = await ours(topic);
    expect(seen).toHaveLength(3);
    for (const { timestamp } of seen) expect(timestamp).toBeGreaterThanOrEqual(before);
  });

  it('after the broker has compacted it: what is left, at its old offsets', async () => {
    const topic = await topicWith({
      'cleanup.policy': 'compact',
      'segment.ms': '200',
      'min.cleanable.dirty.ratio': '0.01',
      'max.compaction.lag.ms': '1',
    });
    const producer = new Producer({ ...common(), idempotent: true, acks: -1, compression: 'zstd' });
    const messages = Array.from({ length: 300 }, (_, n) => ({
      topic,
      partition: 0,
      key: Buffer.from(`k${n % 7 === 0 ? 'often' : n}`),
      value: Buffer.from(`value ${n}`),
    }));
    await producer.send({ messages: messages.slice(0, 200) });
    await producer.send({ messages: messages.slice(200) });
    // The open segment is never compacted; a later record begins the next one.
    await sleep(500);
    await producer.send({
      messages: [{ topic, partition: 0, key: Buffer.from('last'), value: Buffer.from('last') }],
    });
    await producer.close();
    const newest = new Map(messages.map(({ key }, n) => [String(key), n]));
    await expect
      .poll(async () => (await ours(topic)).length, { timeout: 90_000, interval: 1_000 })
      .toBe(newest.size + 1);
    const seen = await ours(topic);
    expect(seen.map(({ offset, key, value }) => [offset, String(key), String(value)])).toEqual([
      ...[...newest].sort(([, a], [, b]) => a - b).map(([key, n]) => [n, key, `value ${n}`]),
      [300, 'last', 'last'],
    ]);
  });
});
