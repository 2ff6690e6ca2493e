/**
 * Kafka to ClickHouse, each record exactly once in every table: joins a group, gives each partition number
 * to a lane, and settles what an earlier owner left pending before a lane reads on.
 */
import type {
  CommittedOffset,
  GroupConsumer,
  GroupMember,
  Log,
  LogRecord,
  TopicPartition,
} from '../../../topics/log/port.ts';
import { Abandoned, untilItWorks } from '../../wait.ts';
import { joinOrLeave } from '../../join.ts';
import { Lane, type LaneLimits, type LanePorts } from './lane.ts';

/** Time to flush when stopping, ms; less than a process has to drain. */
const DRAIN_MS = 8_000;

export interface SinkOptions {
  readonly log: Log;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly ports: Omit<LanePorts, 'commit'>;
  readonly limits: LaneLimits;
  /** Where a group without commits begins, `topic/partition` to offset; the very beginning where absent. */
  readonly startAt?: Readonly<Record<string, number>>;
  /** What the log no longer has is taken from here first. Without it, a group begins at the log's start. */
  readonly archive?: SinkArchive;
  /** What no waiting mends: the process should end and say why. */
  readonly onFatal: (error: Error) => void;
}

export interface SinkArchive {
  /** Next offset per partition that the archive does not have yet; none where it never began. */
  writtenTo(): Promise<readonly CommittedOffset[]>;
  read(
    range: TopicPartition & { readonly from: number; readonly to: number; readonly signal: AbortSignal },
  ): AsyncIterable<readonly LogRecord[]>;
}

export interface Sink {
  run(): Promise<void>;
  /** Flushes and settles, leaves the group. */
  stop(): Promise<void>;
  /** Next offset to insert per partition that is ours. */
  positions(): readonly CommittedOffset[];
}

export function createSink(options: SinkOptions): Sink {
  const lanes = new Map<number, { readonly lane: Lane; readonly done: Promise<void> }>();
  let assigned: readonly TopicPartition[] = [];
  let epoch = new AbortController();
  let consumer: GroupConsumer | null = null;
  const ports: LanePorts = {
    ...options.ports,
    commit: (member, offsets) => options.log.commitOffsets(member, offsets),
  };

  const onAssigned = async (
    partitions: readonly TopicPartition[],
    member: GroupMember,
  ): Promise<readonly CommittedOffset[]> => {
    epoch = new AbortController();
    const { signal } = epoch;
    assigned = partitions;
    const wait = { signal, waits: ports.waits };
    const [committed, bounds, archived] = await untilItWorks(
      () =>
        Promise.all([
          options.log.committed(options.groupId, options.topics),
          options.log.offsets(options.topics),
          options.archive?.writtenTo() ?? [],
        ]),
      { ...wait, onWait: () => ports.onWait('the broker does not answer') },
    );
    const at = (list: readonly CommittedOffset[], topic: string, partition: number) =>
      list.find((one) => one.topic === topic && one.partition === partition);
    const startOf = (topic: string, partition: number): number =>
      bounds.find((one) => one.topic === topic && one.partition === partition)?.start ?? 0;
    const starts: CommittedOffset[] = [];
    const fills: Promise<void>[] = [];
    for (const partition of new Set(partitions.map((one) => one.partition))) {
      const topics = options.topics.filter((topic) =>
        partitions.some((one) => one.topic === topic && one.partition === partition),
      );
      const mine = topics.map(
        (topic): CommittedOffset =>
          at(committed, topic, partition) ?? {
            topic,
            partition,
            offset:
              options.startAt?.[`${topic}/${partition}`] ??
              (at(archived, topic, partition) ? 0 : startOf(topic, partition)),
          },
      );
      const positions = await untilItWorks(() => Lane.recover(mine, { partition, member, ports, signal }), {
        ...wait,
        onWait: (error) => ports.onWait(`a pending insert cannot be finished: ${(error as Error).message}`),
      });
      const lane = new Lane({ partition, member, topics, positions, ports, limits: options.limits });
      const done = lane.run().catch((error: unknown) => options.onFatal(error as Error));
      lanes.set(partition, { lane, done });
      for (const topic of topics) {
        const from = positions.get(topic) ?? 0;
        const to = startOf(topic, partition);
        // Beyond retention and not in the archive: the reader ends as out of range, it never jumps.
        const fillable = from < to && (at(archived, topic, partition)?.offset ?? 0) >= to;
        starts.push({ topic, partition, offset: fillable ? to : from });
        if (fillable) fills.push(fill(lane, { topic, partition, from, to, signal }));
      }
    }
    await Promise.all(fills);
    return starts;
  };

  /** Hands a lane what the broker has deleted, from the archive. */
  const fill = async (
    lane: Lane,
    range: TopicPartition & { readonly from: number; readonly to: number; readonly signal: AbortSignal },
  ): Promise<void> => {
    let { from } = range;
    await untilItWorks(
      async () => {
        for await (const records of options.archive?.read({ ...range, from }) ?? []) {
          if (range.signal.aborted) throw new Abandoned('revoked');
          from = (records.at(-1)?.offset ?? from - 1) + 1;
          await lane.add(range.topic, records, from);
        }
        await lane.add(range.topic, [], range.to);
      },
      {
        signal: range.signal,
        waits: ports.waits,
        onWait: (error) =>
          ports.onWait(`what the log no longer has cannot be read: ${(error as Error).message}`),
      },
    );
  };

  const onRevoked = async (): Promise<void> => {
    epoch.abort();
    assigned = [];
    const ended = [...lanes.values()];
    lanes.clear();
    for (const { lane } of ended) lane.abandon();
    await Promise.all(ended.map((one) => one.done));
  };

  return {
    async run() {
      const joining = (consumer = options.log.consumer({
        groupId: options.groupId,
        topics: options.topics,
        maxWaitMs: 200,
        gather: { ms: options.limits.lingerMs / 2, bytes: options.limits.maxBytes / 8 },
        maxBytesPerPartition: 1024 * 1024,
        // A killed owner's partitions are free after this; its pending range waits for that long.
        sessionTimeoutMs: 10_000,
      }));
      await joinOrLeave(joining, {
        onAssigned: (partitions, member) =>
          onAssigned(partitions, member).catch((error: unknown) => {
            // Revoked while it was still settling: the next assignment begins anew.
            if (error instanceof Abandoned) return [];
            throw error;
          }),
        onRevoked,
        onBatch: async (batch) => {
          await lanes.get(batch.partition)?.lane.add(batch.topic, batch.records, batch.nextOffset);
        },
        onFatal: options.onFatal,
      });
    },
    async stop() {
      const running = [...lanes.values()];
      // Reading stops, what is in hand goes in; the deadline is the caller's.
      if (assigned.length > 0) consumer?.pause(assigned);
      for (const { lane } of running) lane.drain();
      // ClickHouse may be away: then the announced ranges wait for whoever comes next.
      const drained = new AbortController();
      await Promise.race([
        Promise.all(running.map((one) => one.done)),
        ports.waits.sleep(DRAIN_MS, drained.signal),
      ]);
      drained.abort();
      for (const { lane } of running) lane.abandon();
      await consumer?.stop();
    },
    positions: () =>
      assigned.map(({ topic, partition }) => ({
        topic,
        partition,
        offset: lanes.get(partition)?.lane.position(topic) ?? 0,
      })),
  };
}
