/** Record batches under sequence numbers, shared by the plain and the transactional writer. */
import type { BatchToWrite, TopicPartition } from '../port.ts';
import { packed } from '../packed.ts';
import type { PackedRecords } from '../packed.ts';
import { MOVED, MOVING_MS } from './busy.ts';
import type { Compression } from './compression.ts';
import { pause } from './connection.ts';
import { KAFKA, kafkaCodeOf, KafkaProtocolError } from './errors.ts';
import type { KafkaBroker, KafkaCluster } from './internals.ts';
import { produce } from './produce-request.ts';
import type { Chunk, ProduceAnswer } from './produce-request.ts';

export type { Chunk } from './produce-request.ts';

/** Producer id and epoch from the broker, and the next sequence number per partition under them. */
export interface Identity {
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly sequences: Map<string, number>;
  /** Of partitions without an entry; 0 but in tests. */
  readonly firstSequence: number;
}

export const keyOf = (at: TopicPartition): string => `${at.topic}/${at.partition}`;

/**
 * Rounds of chunks: a request may hold one batch per partition, so the second batch of a partition belongs to
 * the second round. Order within a partition is kept.
 */
export function rounds(batches: readonly BatchToWrite[]): readonly (readonly Chunk[])[] {
  const result: Chunk[][] = [];
  const turns = new Map<string, number>();
  for (const { topic, partition, records } of batches) {
    const key = `${topic}/${partition}`;
    for (const batch of recordsOf(records).batches) {
      const round = turns.get(key) ?? 0;
      turns.set(key, round + 1);
      (result[round] ??= []).push({ topic, partition, batch });
    }
  }
  return result;
}

function recordsOf(records: BatchToWrite['records']): PackedRecords {
  return 'batches' in records ? records : packed(records);
}

/** All of them in the form in which they travel. */
export function inPackedForm(batches: readonly BatchToWrite[]): readonly BatchToWrite[] {
  return batches.map((batch) => ({ ...batch, records: recordsOf(batch.records) }));
}

export function countOf({ records }: BatchToWrite): number {
  return 'batches' in records ? records.count : records.length;
}

/**
 * Buffers of batches that a broker has acknowledged are used again. Not where a request was given up and sent anew: the
 * connection before may still hold the bytes of the first, and would send whatever lies there then.
 */
export function release(batches: readonly BatchToWrite[]): void {
  for (const { records } of batches) if ('batches' in records) records.release();
}

/** Some partitions of a round were refused; what the others answered stands. */
export class RoundRefused extends KafkaProtocolError {
  /** First offset of each chunk that was appended, by partition. */
  readonly appended: ReadonlyMap<string, number>;
  readonly refused: readonly Chunk[];
  /** Every refusal was about sequence numbers, so nothing of `refused` was appended by this request. */
  readonly sequences: boolean;
  constructor(code: number, answers: readonly ProduceAnswer[], chunks: readonly Chunk[]) {
    super(code);
    this.appended = new Map(
      answers.filter((one) => one.code === 0).map((one) => [keyOf(one), one.baseOffset]),
    );
    this.refused = chunks.filter((chunk) => !this.appended.has(keyOf(chunk)));
    this.sequences = answers.every((one) => one.code === 0 || SEQUENCES.has(one.code));
  }
}

/**
 * The broker's memory of our numbers is not ours: it lost it (its log was cut, or our id expired there), or it is
 * of another history. Asking again would be refused again.
 */
const SEQUENCES: ReadonlySet<number> = new Set([
  KAFKA.OUT_OF_ORDER_SEQUENCE,
  KAFKA.DUPLICATE_SEQUENCE,
  KAFKA.UNKNOWN_PRODUCER_ID,
]);

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

export interface RoundOptions {
  readonly transactionalId?: string;
  readonly timeoutMs: number;
  readonly compression: Compression;
}

/** The number after `count` records: an int32 that wraps to 0, as the broker expects. */
export function sequenceAfter(sequence: number, count: number): number {
  return (sequence + count) % 2 ** 31;
}

/**
 * Sequence numbers move on only when all of a round was acknowledged: sent again, the same numbers tell the
 * broker that it is the same batch.
 */
async function sendOnce(
  cluster: KafkaCluster,
  identity: Identity,
  chunks: readonly Chunk[],
  options: RoundOptions,
): Promise<ReadonlyMap<string, number>> {
  const byLeader = Map.groupBy(chunks, ({ topic, partition }) =>
    String(cluster.findTopicPartitionMetadata(topic).find((one) => one.partitionId === partition)?.leader),
  );
  const answers: ProduceAnswer[] = [];
  const sequenceOf = (chunk: Chunk): number => identity.sequences.get(keyOf(chunk)) ?? identity.firstSequence;
  const { producerId, producerEpoch } = identity;
  const sends = [...byLeader].map(async ([nodeId, mine]) => {
    const broker: KafkaBroker = await cluster.findBroker({ nodeId });
    answers.push(...(await produce(broker, mine, { ...options, producerId, producerEpoch, sequenceOf })));
  });
  // A request without an answer counts before a refusal: the round is then not simply sent again.
  await settled(sends, (error) => kafkaCodeOf(error) === undefined);
  const refused = answers.find(({ code }) => code !== 0);
  if (refused) throw new RoundRefused(refused.code, answers, chunks);
  for (const chunk of chunks) {
    identity.sequences.set(keyOf(chunk), sequenceAfter(sequenceOf(chunk), chunk.batch.count));
  }
  return new Map(answers.map((one) => [keyOf(one), one.baseOffset]));
}

/** Like Promise.all, but nothing is still running when it throws; what is `worse` is thrown before all else. */
export async function settled(
  promises: readonly Promise<unknown>[],
  worse: (error: unknown) => boolean = () => false,
): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failed = results.filter((result) => result.status === 'rejected');
  const first = failed.find(({ reason }) => worse(reason)) ?? failed[0];
  if (first) throw first.reason;
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
