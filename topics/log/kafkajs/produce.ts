/** Produce requests with sequence numbers, shared by the plain and the transactional writer. */
import type { BatchToWrite, RecordToWrite, TopicPartition } from '../port.ts';
import { MOVED, MOVING_MS } from './busy.ts';
import { pause } from './connection.ts';
import { kafkaCodeOf } from './errors.ts';
import type { KafkaBroker, KafkaCluster, KafkaMessage } from './internals.ts';

/** Bytes per record batch: below the broker's default limit of 1 MiB. A larger record goes alone. */
const CHUNK_BYTES = 900 * 1024;
/** Keys, lengths, headers: rough cost of a record beside its value. */
const RECORD_OVERHEAD = 64;

export interface Chunk extends TopicPartition {
  readonly messages: readonly KafkaMessage[];
}

/** Producer id and epoch from the broker, and the next sequence number per partition under them. */
export interface Identity {
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly sequences: Map<string, number>;
}

export const keyOf = (at: TopicPartition): string => `${at.topic}/${at.partition}`;

/**
 * Rounds of chunks: a request may hold one batch per partition, so the second chunk of a partition belongs to
 * the second round. Order within a partition is kept.
 */
export function rounds(batches: readonly BatchToWrite[]): readonly (readonly Chunk[])[] {
  const byPartition = Map.groupBy(batches, keyOf);
  const result: Chunk[][] = [];
  for (const parts of byPartition.values()) {
    const { topic, partition } = parts[0] as BatchToWrite;
    const records = parts.flatMap((part) => part.records);
    for (const [round, messages] of split(records).entries()) {
      (result[round] ??= []).push({ topic, partition, messages });
    }
  }
  return result;
}

function split(records: readonly RecordToWrite[]): readonly (readonly KafkaMessage[])[] {
  const chunks: KafkaMessage[][] = [];
  let bytes = Infinity;
  for (const { key, value, headers, timestamp } of records) {
    const size = (key?.length ?? 0) + (value?.length ?? 0) + RECORD_OVERHEAD;
    if (bytes + size > CHUNK_BYTES) {
      chunks.push([]);
      bytes = 0;
    }
    bytes += size;
    (chunks.at(-1) as KafkaMessage[]).push({ key, value, headers: headers ?? {}, timestamp });
  }
  return chunks;
}

const FIRST_BACKOFF_MS = 10;
const LAST_BACKOFF_MS = 200;

/**
 * Sends one round to the leaders of its partitions, again while leadership is on its way: such a refusal
 * says that nothing was appended there, and what was appended elsewhere is recognised by its numbers.
 */
export async function sendRound(...args: Parameters<typeof sendOnce>): ReturnType<typeof sendOnce> {
  const [cluster] = args;
  const deadline = performance.now() + MOVING_MS;
  for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
    try {
      return await sendOnce(...args);
    } catch (error) {
      if (!MOVED.has(kafkaCodeOf(error) ?? -1) || performance.now() + backoff > deadline) throw error;
      await pause(backoff);
      await cluster.refreshMetadata();
    }
  }
}

/**
 * Sequence numbers move on only when all of a round was acknowledged: sent again, the same numbers tell the
 * broker that it is the same batch.
 */
async function sendOnce(
  cluster: KafkaCluster,
  identity: Identity,
  chunks: readonly Chunk[],
  options: { readonly transactionalId?: string; readonly timeoutMs: number },
): Promise<ReadonlyMap<string, number>> {
  const byLeader = Map.groupBy(chunks, ({ topic, partition }) =>
    String(cluster.findTopicPartitionMetadata(topic).find((one) => one.partitionId === partition)?.leader),
  );
  const offsets = new Map<string, number>();
  const sends = [...byLeader].map(async ([nodeId, mine]) => {
    const broker: KafkaBroker = await cluster.findBroker({ nodeId });
    const answer = await broker.produce({
      acks: -1,
      timeout: options.timeoutMs,
      transactionalId: options.transactionalId,
      producerId: identity.producerId,
      producerEpoch: identity.producerEpoch,
      topicData: [...Map.groupBy(mine, (chunk) => chunk.topic)].map(([topic, parts]) => ({
        topic,
        partitions: parts.map((chunk) => ({
          partition: chunk.partition,
          firstSequence: identity.sequences.get(keyOf(chunk)) ?? 0,
          messages: chunk.messages,
        })),
      })),
    });
    for (const { topicName, partitions } of answer.topics) {
      for (const { partition, baseOffset } of partitions) {
        offsets.set(`${topicName}/${partition}`, Number(baseOffset));
      }
    }
  });
  await settled(sends);
  for (const chunk of chunks) {
    const key = keyOf(chunk);
    // int32 that wraps to 0, as the broker expects.
    identity.sequences.set(key, ((identity.sequences.get(key) ?? 0) + chunk.messages.length) % 2 ** 31);
  }
  return offsets;
}

/** Like Promise.all, but nothing is still running when it throws. */
export async function settled(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Loads metadata of topics that this cluster object has not seen. */
export async function knowTopics(
  cluster: KafkaCluster,
  known: Set<string>,
  batches: readonly TopicPartition[],
): Promise<void> {
  const fresh = [...new Set(batches.map((batch) => batch.topic))].filter((topic) => !known.has(topic));
  if (fresh.length === 0) return;
  await cluster.addMultipleTargetTopics(fresh);
  for (const topic of fresh) known.add(topic);
}
