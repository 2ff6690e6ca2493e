/**
 * Group commit: while one write is under way the next records collect, and go together when it ends; and where one
 * follows the other, a new write begins only `PACE_MS` after the last one began. So a thousand webhooks a second need
 * few round trips, each of which costs broker and gateway more than the records in it, and each caller still waits
 * for its own acknowledgement.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { crashPoint } from '../../service/crash-points.ts';
import { PARTITIONS, topicRow, type Scale, type TopicName } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import {
  LogError,
  type BatchToWrite,
  type LogWriter,
  type Partitioner,
  type RecordToWrite,
} from '../../topics/log/port.ts';
import type { Appender } from '../ports.ts';

interface Pending {
  readonly topic: TopicName;
  readonly partition: number;
  readonly record: RecordToWrite;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface AppenderOptions {
  readonly writer: LogWriter;
  readonly encode: (event: AnyEvent) => Buffer;
  readonly partitionOf: Partitioner;
  readonly scale: Scale;
  /** Bytes that may wait; more is refused at once, so that a slow broker cannot fill the memory. */
  readonly maxQueuedBytes?: number;
  /** Longest wait of a caller, ms; networks give a webhook 10 s before they call it failed. */
  readonly deadlineMs?: number;
  /** Bytes of one write; larger batches make every caller wait longer. */
  readonly maxBatchBytes?: number;
  /** Between the beginnings of two writes, ms. */
  readonly paceMs?: number;
}

/**
 * From the beginning of a write to that of the next, ms: a record after a quiet while goes at once, and at 500 records
 * a second a hundred requests a second go instead of 300. Callers wait half of it longer in the mean.
 */
const PACE_MS = 10;
const DEFAULT_QUEUED_BYTES = 64 * 1024 * 1024;
const DEFAULT_BATCH_BYTES = 1024 * 1024;
const DEFAULT_DEADLINE_MS = 8_000;
const MAX_RECORD_BYTES = 1024 * 1024;

export function createAppender(options: AppenderOptions): Appender & { close(): Promise<void> } {
  const maxQueued = options.maxQueuedBytes ?? DEFAULT_QUEUED_BYTES;
  const maxBatch = options.maxBatchBytes ?? DEFAULT_BATCH_BYTES;
  const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const paceMs = options.paceMs ?? PACE_MS;
  const partitions = PARTITIONS[options.scale];
  /** When the last write began, in `performance.now()`. */
  let begun = Number.NEGATIVE_INFINITY;
  let queue: Pending[] = [];
  let queuedBytes = 0;
  let flushing: Promise<void> | null = null;
  let closed = false;

  const flush = async (): Promise<void> => {
    await Promise.resolve(); // what is appended in the same turn goes together
    while (queue.length > 0) {
      const early = begun + paceMs - performance.now();
      // A full batch gains nothing by waiting; who closes does not wait for more.
      if (early > 0 && queuedBytes < maxBatch && !closed) await sleep(early);
      begun = performance.now();
      const taken = takeBatch();
      try {
        await options.writer.write(group(taken));
        crashPoint('before-answer');
        for (const pending of taken) pending.resolve();
      } catch (error) {
        for (const pending of taken) pending.reject(error);
      }
    }
    flushing = null;
  };

  /**
   * Its caller has waited long enough. Still in the queue: it is never written. On its way: it may yet arrive,
   * and whoever sends it again is recognised behind the log, by native id or by command id.
   */
  const late = (pending: Pending): void => {
    const place = queue.indexOf(pending);
    const nothingWritten = place >= 0;
    if (nothingWritten) {
      queue = queue.toSpliced(place, 1);
      queuedBytes -= pending.bytes;
    }
    pending.reject(
      new LogError('unavailable', `not acknowledged by the log within ${deadlineMs} ms`, { nothingWritten }),
    );
  };

  /** The oldest records, at least one, up to the batch size. */
  const takeBatch = (): readonly Pending[] => {
    let bytes = 0;
    let count = 0;
    for (const pending of queue) {
      if (count > 0 && bytes + pending.bytes > maxBatch) break;
      bytes += pending.bytes;
      count += 1;
    }
    const taken = queue.slice(0, count);
    queue = queue.slice(count);
    queuedBytes -= bytes;
    return taken;
  };

  return {
    append(topic, key, event, headers) {
      if (closed) return Promise.reject(refused('unavailable', 'the gateway is stopping'));
      const value = options.encode(event);
      const limit = topicRow(topic).maxMessageBytes ?? MAX_RECORD_BYTES;
      if (value.length > limit) {
        return Promise.reject(
          refused('too_large', `a record of ${value.length} bytes is over the ${limit} of ${topic}`),
        );
      }
      if (queuedBytes + value.length > maxQueued) {
        return Promise.reject(refused('unavailable', 'too many records wait for the log'));
      }
      const keyBytes = Buffer.from(key);
      const record: RecordToWrite = {
        key: keyBytes,
        value,
        timestamp: event.recordedAt,
        ...(headers === undefined ? {} : { headers }),
      };
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => late(pending), deadlineMs);
        const pending: Pending = {
          topic,
          partition: options.partitionOf(keyBytes, partitions),
          record,
          bytes: value.length,
          resolve: () => {
            clearTimeout(timer);
            resolve();
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        };
        queue.push(pending);
        queuedBytes += value.length;
        flushing ??= flush();
      });
    },
    async close() {
      closed = true;
      await flushing;
      await options.writer.close();
    },
  };
}

/** Refused before anything was sent. */
const refused = (code: 'unavailable' | 'too_large', message: string): LogError =>
  new LogError(code, message, { nothingWritten: true });

function group(pending: readonly Pending[]): readonly BatchToWrite[] {
  const batches = new Map<string, { topic: string; partition: number; records: RecordToWrite[] }>();
  for (const { topic, partition, record } of pending) {
    const id = `${topic}/${partition}`;
    const batch = batches.get(id) ?? { topic, partition, records: [] };
    batch.records.push(record);
    batches.set(id, batch);
  }
  return [...batches.values()];
}
