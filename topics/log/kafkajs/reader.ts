import { LogError } from '../port.ts';
import type { LogRecord, TopicPartition } from '../port.ts';
import { pause } from './connection.ts';
import { KAFKA, KafkaProtocolError, toLogError } from './errors.ts';
import { fetchFrom } from './fetch.ts';
import type { KafkaCluster } from './internals.ts';

const LIMITS = {
  maxWaitMs: 200,
  minBytes: 1,
  maxBytes: 8 * 1024 * 1024,
  maxBytesPerPartition: 8 * 1024 * 1024,
};
/** Longer than any transaction may stay open, so that only a broker that is away ends a read. */
const NO_PROGRESS_MS = 30_000;
const BACKOFF_MS = 100;

/**
 * Committed records of one partition in [from, to), without a group. It ends when the position reaches `to`,
 * however many of the last offsets are control records or compacted away.
 */
export async function* readPartition(
  cluster: KafkaCluster,
  range: TopicPartition & { readonly from: number; readonly to: number; readonly signal?: AbortSignal },
): AsyncIterable<readonly LogRecord[]> {
  const { topic, partition, to, signal } = range;
  let position = range.from;
  let moved = performance.now();
  while (position < to) {
    signal?.throwIfAborted();
    let next = position;
    let records: readonly LogRecord[] = [];
    try {
      await cluster.addMultipleTargetTopics([topic]);
      ({ next, records } = await fetchOnce(cluster, { topic, partition }, position));
    } catch (error) {
      const failure = toLogError(error, `reading ${topic}/${partition}`);
      if (failure.code !== 'unavailable') throw failure;
      await pause(BACKOFF_MS, signal);
      await cluster.refreshMetadata().catch(() => cluster.connect().catch(() => undefined));
    }
    if (next > position) moved = performance.now();
    else if (performance.now() - moved > NO_PROGRESS_MS) {
      throw new LogError(
        'unavailable',
        `reading ${topic}/${partition}: nothing new at ${position} of ${to} for ${NO_PROGRESS_MS} ms`,
      );
    }
    position = next;
    const inside = records.filter((record) => record.offset < to);
    if (inside.length > 0) yield inside;
  }
}

async function fetchOnce(
  cluster: KafkaCluster,
  at: TopicPartition,
  offset: number,
): Promise<{ readonly next: number; readonly records: readonly LogRecord[] }> {
  const leader = cluster
    .findTopicPartitionMetadata(at.topic)
    .find((one) => one.partitionId === at.partition)?.leader;
  if (leader === undefined) throw new LogError('unknown_topic', `no partition ${at.topic}/${at.partition}`);
  const broker = await cluster.findBroker({ nodeId: leader });
  const [fetched] = await fetchFrom(broker, [{ ...at, offset }], LIMITS);
  if (!fetched) throw new LogError('unavailable', `${at.topic}/${at.partition}: empty answer`);
  if (fetched.errorCode === KAFKA.OFFSET_OUT_OF_RANGE) {
    throw new LogError('out_of_range', `${at.topic}/${at.partition}: offset ${offset} is not in the log`);
  }
  // An unknown partition here is one whose leader moved: metadata said that it exists.
  if (fetched.errorCode === KAFKA.UNKNOWN_TOPIC_OR_PARTITION) {
    throw new LogError('unavailable', `${at.topic}/${at.partition}: not on this broker`);
  }
  if (fetched.failure) throw fetched.failure;
  if (fetched.errorCode !== 0) throw new KafkaProtocolError(fetched.errorCode);
  return fetched;
}
