/** Setup as a process, the codec on a real registry, dead letters by the operator's commands. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deadLettersCommand } from '../../cli/commands/dead-letters.ts';
import { topicsCommand } from '../../cli/commands/topics.ts';
import { startStack } from '../../stack/testing.ts';
import type { TestStack } from '../../stack/testing.ts';
import { TOPIC_NAMES, changelogTopic } from '../../topics/catalogue.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { schemaText } from '../../topics/codec/schemas.ts';
import { DEAD_LETTERS } from '../../topics/dead-letters.ts';
import type { Event } from '../../topics/events.ts';
import { EVENT_TYPES } from '../../topics/generated/events.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import type { Log, LogRecord } from '../../topics/log/port.ts';
import { silent } from '../support/silent.ts';

const root = path.resolve(import.meta.dirname, '../..');
let stack: TestStack;
let log: Log;

/** Asked for by the configuration, not used here. */
const OTHERS = { CLICKHOUSE_URL: 'http://127.0.0.1:1', REDIS_URL: 'redis://127.0.0.1:1' };
const setup = async (env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, ['topics/setup/main.ts'], {
    cwd: root,
    env: { ...process.env, ...OTHERS, ...stack.env, ...env },
  }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
  );
const registry = () =>
  createConfluentRegistry({ url: stack.services.registry?.url ?? '', username: null, password: null });

beforeAll(async () => {
  stack = await startStack({ parts: ['kafka', 'registry'] });
  log = connectKafka({ brokers: stack.services.kafka?.brokers ?? [], clientId: 'setup-test' }, silent);
});
afterAll(async () => {
  await log?.close();
  await stack?.stop();
});

describe('setup on a real broker and registry', () => {
  it('makes all topics and schemas, changes nothing the second time, refuses another scale', async () => {
    expect(await setup()).toMatchObject({
      code: 0,
      text: expect.stringContaining('FULL_TRANSITIVE') as string,
    });
    const counts = await log.partitionCounts([...TOPIC_NAMES, changelogTopic('reply')]);
    expect(counts.size).toBe(TOPIC_NAMES.length + 1);
    expect(await setup()).toMatchObject({
      code: 0,
      text: expect.stringContaining('0 were created now') as string,
    });
    const refused = await setup({ SIGNALPOST_SCALE: 'cluster' });
    expect(refused.code).toBe(1);
    expect(refused.text).toMatch(/inbound\.raw: the broker has 3, the catalogue says 24/);
  });

  it('the registry refuses a schema that breaks compatibility, and says so by code', async () => {
    const schema = JSON.parse(schemaText('ReplyHeld')) as { fields: unknown[] };
    schema.fields.push({ name: 'must', type: 'string' });
    await expect(registry().register('ReplyHeld', JSON.stringify(schema))).rejects.toMatchObject({
      code: 'incompatible',
    });
  });

  it('a codec reads what another wrote, fetching schemas it did not register', async () => {
    const writer = createCodec(registry());
    await writer.prepare();
    const reader = createCodec(registry());
    for (const type of EVENT_TYPES) {
      const event = sampleEvent(type);
      expect(await reader.decodeAsync(writer.encode(event))).toEqual(event);
    }
    await reader.ensure([2_000_000_000]);
    expect(() => reader.decode(Buffer.from([0, 0x77, 0x35, 0x94, 0x00, 1]))).toThrowError(
      expect.objectContaining({ code: 'unknown_schema' }),
    );
  });

  it('a registry that is away is unavailable, not poison', async () => {
    const away = createConfluentRegistry({ url: 'http://127.0.0.1:1', username: null, password: null });
    const codec = createCodec(away);
    await expect(codec.prepare()).rejects.toMatchObject({ name: 'RegistryError', code: 'unavailable' });
    await expect(codec.decodeAsync(Buffer.from([0, 0, 0, 0, 9, 1]))).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

describe('the operator', () => {
  const run = async (command: ReturnType<typeof topicsCommand>, ...args: string[]) => {
    const lines: string[] = [];
    const out = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const err = vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
    vi.stubEnv('SIGNALPOST_HOME', stack.home);
    for (const [name, value] of Object.entries({ ...OTHERS, ...stack.env })) vi.stubEnv(name, value);
    process.exitCode = 0;
    try {
      await command.parseAsync(args, { from: 'user' });
      return { text: lines.join('\n'), code: process.exitCode };
    } finally {
      process.exitCode = 0;
      out.mockRestore();
      err.mockRestore();
      vi.unstubAllEnvs();
    }
  };

  it('lists topics', async () => {
    const { text } = await run(topicsCommand(), 'list', '--json');
    const rows = JSON.parse(text) as { topic: string; partitions: unknown[] }[];
    expect(rows.map((row) => row.topic)).toEqual([...TOPIC_NAMES]);
    expect(rows.every((row) => row.partitions.length === 3)).toBe(true);
  });

  it('finds a dead letter, sees what to do, and replays it into its partition', async () => {
    const codec = createCodec(registry());
    await codec.prepare();
    const original = codec.encode(sampleEvent('EngagementReceived'));
    const letter: Event<'DeadLettered'> = {
      ...(sampleEvent('DeadLettered') as Event<'DeadLettered'>),
      data: {
        processor: 'classify',
        code: 'bug',
        message: 'handler threw',
        sourceTopic: 'engagement.received',
        sourcePartition: 2,
        sourceOffset: 0,
        sourceKey: Buffer.from('c'),
        sourceValue: original,
        sourceHeaders: [],
        attempts: 3,
        sourceItem: null,
      },
    };
    const writer = await log.openWriter();
    await writer.write([
      {
        topic: DEAD_LETTERS,
        partition: 1,
        records: [{ key: null, value: codec.encode(letter), timestamp: Date.now() }],
      },
    ]);
    await writer.close();

    expect((await run(deadLettersCommand(), 'list')).text).toMatch(
      /^1:0 .*classify .*bug .*engagement\.received\/2@0/,
    );
    const shown = await run(deadLettersCommand(), 'show', '1:0', '--payload');
    expect(shown.text).toContain('Fix, deploy, then replay');
    expect(shown.text).toContain('EngagementReceived.data.engagement.text');
    expect((await run(deadLettersCommand(), 'show', '1:7')).code).toBe(1);
    expect((await run(deadLettersCommand(), 'replay')).code).toBe(1);
    expect((await run(deadLettersCommand(), 'replay', '--dry-run', '--code', 'bug')).text).toMatch(
      /would write 1:0/,
    );
    expect(await run(deadLettersCommand(), 'replay', '--code', 'bug')).toEqual({
      text: '1:0 written to engagement.received/2',
      code: 0,
    });
    const found: LogRecord[] = [];
    for await (const records of log.read({ topic: 'engagement.received', partition: 2, from: 0, to: 1 })) {
      found.push(...records);
    }
    expect(found[0]).toMatchObject({ value: original, headers: { 'replayed-from': 'dead.letters:1:0' } });
  });
});
