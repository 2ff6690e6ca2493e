/** A throw-away installation with stores, the codec, and a writer that puts lives into the log. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startStack, type TestStack } from '../../stack/testing.ts';
import type { PartName } from '../../stack/part.ts';
import { loadConfig, type Config } from '../../service/config.ts';
import { createLogger } from '../../service/logger.ts';
import { createCodec, type Codec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { partitionOf } from '../../topics/log/partitioner.ts';
import type { Log, LogWriter } from '../../topics/log/port.ts';
import { openClickHouse, select, type ClickHouseClient } from '../../projections/clickhouse/client.ts';
import { openRedis, type Redis } from '../../projections/redis/client.ts';
import type { Told } from './story.ts';

const PARTITIONS = 3;
const ROOT = path.join(import.meta.dirname, '..', '..');

export interface Harness {
  readonly stack: TestStack;
  readonly config: Config;
  readonly log: Log;
  readonly codec: Codec;
  readonly client: ClickHouseClient;
  readonly redis: Redis;
  readonly db: string;
  write(told: readonly Told[]): Promise<void>;
  /** Starts projections/main.ts with these read models. */
  project(names: readonly string[], env?: Readonly<Record<string, string>>): Projections;
  count(query: string): Promise<number>;
  close(): Promise<void>;
}

export interface Projections {
  readonly process: ChildProcess;
  readonly output: () => string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export async function startHarness(
  parts: readonly PartName[] = ['kafka', 'registry', 'redis', 'clickhouse', 'setup', 'migrate'],
): Promise<Harness> {
  const stack = await startStack({ parts });
  const config = loadConfig({ ...process.env, ...stack.env });
  const log = connectKafka({ ...config.kafka, clientId: 'test' }, createLogger('test', 'silent'));
  const codec = createCodec(createConfluentRegistry(config.registry));
  await codec.prepare();
  const client = openClickHouse(config);
  const redis = openRedis(config, () => undefined);
  const writer: LogWriter = await log.openWriter();
  const children = new Set<ChildProcess>();
  return {
    stack,
    config,
    log,
    codec,
    client,
    redis,
    db: config.clickhouse.database,
    async write(told) {
      const batches = new Map<
        string,
        { topic: string; partition: number; records: { key: Buffer; value: Buffer; timestamp: number }[] }
      >();
      for (const { topic, key, event } of told) {
        const partition = partitionOf(Buffer.from(key), PARTITIONS);
        const name = `${topic}/${partition}`;
        const batch = batches.get(name) ?? { topic, partition, records: [] };
        batches.set(name, batch);
        batch.records.push({
          key: Buffer.from(key),
          value: codec.encode(event),
          timestamp: event.recordedAt,
        });
      }
      await writer.write([...batches.values()]);
    },
    project(names, env = {}) {
      const child = spawn(process.execPath, ['projections/main.ts', ...names], {
        cwd: ROOT,
        env: { ...process.env, ...stack.env, SIGNALPOST_PROJECTIONS_PORT: '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.add(child);
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      return {
        process: child,
        output: () => output,
        async kill(signal) {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = once(child, 'exit');
          child.kill(signal);
          await gone;
        },
      };
    },
    async count(query) {
      const rows = await select<Record<string, number>>(client, query);
      return Object.values(rows[0] ?? {})[0] ?? 0;
    },
    async close() {
      for (const child of children)
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      redis.disconnect();
      await Promise.all([writer.close(), log.close(), client.close()]);
      await stack.stop();
    },
  };
}

/** Asks until the answer is what is wanted. @throws with the last answer after `withinMs`. */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    let answer: T | undefined;
    let failure: unknown;
    try {
      answer = await ask();
      if (wanted(answer)) return answer;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > until) {
      throw new Error(
        `not reached in ${withinMs} ms; last: ${JSON.stringify(answer)} ${failure instanceof Error ? failure.message : ''}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
