import type { Log } from '../port.ts';
import type { MemoryCluster } from './cluster.ts';
import { memoryConsumer } from './consumer.ts';
import { memoryTransactional, memoryWriter } from './writers.ts';

/** Records per batch of `read`. */
const READ_RECORDS = 500;

/** One process's connection to the in-memory cluster. */
export function createMemoryLog(cluster: MemoryCluster): Log {
  return {
    async openWriter() {
      cluster.assertHere();
      return memoryWriter(cluster);
    },
    async openTransactional(transactionalId) {
      cluster.assertHere();
      return memoryTransactional(cluster, transactionalId);
    },
    consumer: (options) => memoryConsumer(cluster, options),
    async *read({ topic, partition, from, to, signal }) {
      const source = cluster.partition(topic, partition);
      let position = from;
      while (position < to) {
        signal?.throwIfAborted();
        cluster.assertHere();
        const change = cluster.changed();
        const got = source.read(position, READ_RECORDS, to);
        if (got.next === position) {
          await waitFor(change, signal);
          continue;
        }
        position = got.next;
        if (got.records.length > 0) yield got.records;
      }
    },
    async offsets(topics) {
      cluster.assertHere();
      return topics.flatMap((topic) => {
        cluster.partition(topic, 0);
        return (cluster.partitions(topic) ?? []).map((at) => ({
          topic,
          partition: at.partition,
          start: at.start,
          end: at.lastStable,
        }));
      });
    },
    async committed(groupId, topics) {
      cluster.assertHere();
      return cluster.group(groupId).committed(topics);
    },
    async commitOffsets(member, offsets) {
      cluster.assertHere();
      cluster.group(member.groupId).commit(member, offsets);
    },
    async createTopics(topics) {
      cluster.assertHere();
      return { created: topics.filter((spec) => cluster.createTopic(spec)).map((spec) => spec.topic) };
    },
    async partitionCounts(topics) {
      cluster.assertHere();
      return new Map(
        topics.flatMap((topic) => {
          const partitions = cluster.partitions(topic);
          return partitions ? [[topic, partitions.length] as const] : [];
        }),
      );
    },
    async close() {
      cluster.notify();
    },
  };
}

function waitFor(change: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return change;
  const aborted = Promise.withResolvers<void>();
  const onAbort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([change, aborted.promise]).finally(() => signal.removeEventListener('abort', onAbort));
}
