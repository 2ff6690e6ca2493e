import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stateTopic } from '../../processors/runtime/topics.ts';
import { tally } from '../../processors/runtime/test-processors.ts';
import { createLogger } from '../../service/logger.ts';
import { startStack, type TestStack } from '../../stack/testing.ts';
import { TOPIC_NAMES, type TopicName } from '../../topics/catalogue.ts';
import { createCodec, type Codec } from '../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../topics/codec/static-registry.ts';
import type { AnyEvent, PauseWorkspaceData } from '../../topics/events.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { partitionOf } from '../../topics/log/partitioner.ts';
import type { BatchToWrite, Log, LogWriter, RecordToWrite } from '../../topics/log/port.ts';
import { Workers } from './workers.ts';

export const PARTITIONS = 3;

/** A broker, the topics, a way to append commands and to read everything back. */
export interface Ground {
  readonly stack: TestStack;
  readonly log: Log;
  readonly codec: Codec;
  readonly workers: Workers;
  readonly folder: string;
  /** One command per text, in order, acknowledged when it resolves. */
  command(texts: readonly { readonly key: string; readonly text: string }[]): Promise<readonly AnyEvent[]>;
  events(topic: TopicName): Promise<readonly AnyEvent[]>;
  /** Resolves when the topic holds so many committed records; rejects after `withinMs`. */
  until(topic: TopicName, count: number, withinMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function prepareGround(): Promise<Ground> {
  const stack = await startStack({ parts: ['kafka'] });
  const brokers = stack.services.kafka?.brokers ?? [];
  const log = connectKafka({ brokers, clientId: 'test' }, createLogger('test', 'error'));
  const codec = createCodec(createStaticRegistry());
  await codec.prepare();
  await log.createTopics(
    [...TOPIC_NAMES, stateTopic(tally)].map((topic) => ({
      topic,
      partitions: PARTITIONS,
      replicationFactor: 1,
      config: topic.endsWith('.state') ? { 'cleanup.policy': 'compact' } : {},
    })),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'signalpost-runtime-'));
  const workers = new Workers(
    { KAFKA_BROKERS: brokers.join(','), PARTITIONS: String(PARTITIONS), CALLS: path.join(folder, 'calls') },
    folder,
  );
  let writer: LogWriter | null = null;
  let commands = 0;

  const encode = (
    key: string,
    text: string,
  ): { readonly event: AnyEvent; readonly record: RecordToWrite } => {
    const now = Date.now();
    const n = commands++;
    const data: PauseWorkspaceData = { reason: text };
    const event = {
      eventId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      type: 'PauseWorkspace',
      tenantId: 'demo',
      workspaceId: 'acme',
      streamId: key,
      streamVersion: null,
      occurredAt: now,
      recordedAt: now,
      correlationId: `correlation-${n}`,
      causationId: null,
      actor: 'member:test',
      data,
    } as const satisfies AnyEvent;
    return { event, record: { key: Buffer.from(key), value: codec.encode(event), timestamp: now } };
  };

  const ground: Ground = {
    stack,
    log,
    codec,
    workers,
    folder,
    async command(texts) {
      writer ??= await log.openWriter();
      const encoded = texts.map(({ key, text }) => encode(key, text));
      const batches = new Map<number, RecordToWrite[]>();
      for (const { record } of encoded) {
        const partition = partitionOf(record.key ?? Buffer.alloc(0), PARTITIONS);
        batches.set(partition, [...(batches.get(partition) ?? []), record]);
      }
      await writer.write(
        [...batches].map(([partition, records]): BatchToWrite => ({
          topic: 'workspace.commands',
          partition,
          records,
        })),
      );
      return encoded.map(({ event }) => event);
    },
    async events(topic) {
      const found: AnyEvent[] = [];
      for (const { partition, start, end } of await log.offsets([topic])) {
        for await (const records of log.read({ topic, partition, from: start, to: end })) {
          found.push(...records.map((record) => codec.decode(record.value)));
        }
      }
      return found;
    },
    async until(topic, count, withinMs) {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const found = (await ground.events(topic)).length;
        if (found >= count) return;
        if (Date.now() > deadline)
          throw new Error(
            `${topic}: ${found} of ${count} after ${withinMs} ms; KEEP_LOGS=1 keeps the logs in ${folder}`,
          );
        await sleep(250);
      }
    },
    async stop() {
      await workers.killAll();
      await writer?.close();
      await log.close();
      await stack.stop();
      if (process.env['KEEP_LOGS'] === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  return ground;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
