import { LogError } from '../port.ts';
import type {
  CommittedOffset,
  ConsumerHandler,
  ConsumerOptions,
  GroupConsumer,
  GroupMember,
  TopicPartition,
} from '../port.ts';
import type { MemoryCluster } from './cluster.ts';

/** Records per batch; small, so that tests see several batches. */
const BATCH_RECORDS = 100;

/** One assigned partition of one generation. */
interface Lane extends TopicPartition {
  position: number;
  paused: boolean;
  alive: boolean;
}

const keyOf = (at: TopicPartition): string => `${at.topic}/${at.partition}`;

/** A member of a group. Eager like kafkajs: a rebalance takes everything away and then assigns anew. */
export function memoryConsumer(cluster: MemoryCluster, options: ConsumerOptions): GroupConsumer {
  const group = cluster.group(options.groupId);
  let handler: ConsumerHandler | null = null;
  let memberId: string | null = null;
  let lanes = new Map<string, Lane>();
  /** What the handler was given and not yet told to have lost. */
  let held: readonly TopicPartition[] = [];
  /** Running handler calls of the current generation; the next assignment waits for them. */
  let running = new Set<Promise<unknown>>();
  let generation = 0;
  let stopped = false;

  const track = <T>(promise: Promise<T>): Promise<T> => {
    const settled = promise.then(
      () => undefined,
      () => undefined,
    );
    running.add(settled);
    void settled.then(() => running.delete(settled));
    return promise;
  };

  const fatal = (error: unknown): void => {
    for (const lane of lanes.values()) lane.alive = false;
    handler?.onFatal(error instanceof Error ? error : new Error(String(error)));
  };

  const revoke = (): void => {
    for (const lane of lanes.values()) lane.alive = false;
    lanes = new Map();
    const lostPartitions = held;
    held = [];
    if (lostPartitions.length === 0 || !handler) return;
    track(handler.onRevoked(lostPartitions)).catch(fatal);
  };

  const assign = async (
    partitions: readonly TopicPartition[],
    member: GroupMember,
    mine: number,
    before: readonly Promise<unknown>[],
  ): Promise<void> => {
    await Promise.all(before);
    if (mine !== generation || stopped || !handler) return;
    held = partitions;
    const started = new Map<string, Lane>(
      partitions.map((at) => [keyOf(at), { ...at, position: -1, paused: false, alive: true }]),
    );
    lanes = started;
    const given = await track(handler.onAssigned(partitions, member));
    const positions = new Map(given.map((offset) => [keyOf(offset), offset.offset]));
    for (const lane of started.values()) {
      if (!lane.alive) continue;
      if (lane.position < 0) {
        lane.position =
          positions.get(keyOf(lane)) ??
          group.committedAt(lane)?.offset ??
          cluster.partition(lane.topic, lane.partition).start;
      }
      void deliver(lane);
    }
  };

  const deliver = async (lane: Lane): Promise<void> => {
    const partition = cluster.partition(lane.topic, lane.partition);
    try {
      while (lane.alive) {
        const change = cluster.changed();
        const got =
          lane.paused || cluster.away
            ? { records: [], next: lane.position }
            : partition.read(lane.position, BATCH_RECORDS);
        if (got.next === lane.position) {
          await change;
          continue;
        }
        lane.position = got.next;
        await track(
          (handler as ConsumerHandler).onBatch({
            topic: lane.topic,
            partition: lane.partition,
            records: got.records,
            nextOffset: got.next,
            endOffset: partition.lastStable,
          }),
        );
      }
    } catch (error) {
      if (lane.alive) fatal(error);
    }
  };

  const join = (): string => {
    memberId = group.join({
      topics: options.topics,
      rebalance: (partitions, member) => {
        revoke();
        assign(partitions, member, ++generation, [...running]).catch(fatal);
      },
      rejoin: () => {
        revoke();
        return join();
      },
    });
    return memberId;
  };

  const pausing = (paused: boolean) => (partitions: readonly TopicPartition[]) => {
    for (const at of partitions) {
      const lane = lanes.get(keyOf(at));
      if (lane) lane.paused = paused;
    }
    cluster.notify();
  };

  return {
    async run(given) {
      cluster.assertHere();
      if (stopped) throw new LogError('unavailable', 'the consumer was stopped before it had joined');
      for (const topic of options.topics) {
        if (!cluster.partitions(topic)) throw new LogError('unknown_topic', `no topic ${topic}`);
      }
      handler = given;
      join();
      cluster.notify();
    },
    pause: pausing(true),
    resume: pausing(false),
    seek(position: CommittedOffset) {
      const lane = lanes.get(keyOf(position));
      if (lane) lane.position = position.offset;
      cluster.notify();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      revoke();
      await Promise.all(running);
      running = new Set();
      if (memberId !== null) group.remove(memberId);
      cluster.notify();
    },
  };
}
