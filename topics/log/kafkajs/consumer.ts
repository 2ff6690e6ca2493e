/**
 * A member of a group. kafkajs keeps the membership (join, sync, heartbeat, leave); fetching and positions are
 * ours. Per generation: join → onAssigned, nothing is fetched → positions → fetch; at the end of the
 * generation lanes stop, onRevoked is called and the group is joined again at once: whoever gets a partition
 * fences the old owner by its transactional id, so nobody waits for a slow handler.
 */
import { LogError } from '../port.ts';
import type {
  CommittedOffset,
  ConsumerHandler,
  ConsumerOptions,
  GroupConsumer,
  TopicPartition,
} from '../port.ts';
import { copartitionedAssigner } from './assigner.ts';
import { whileBusy } from './busy.ts';
import { pause } from './connection.ts';
import type { Connector } from './connection.ts';
import { KAFKA, kafkaCodeOf, toLogError } from './errors.ts';
import { fetchAll } from './fetch-all.ts';
import { Bell } from './fetch-loop.ts';
import { Emitter, Membership } from './internals.ts';
import type { KafkaMembership } from './internals.ts';
import { Lane } from './lane.ts';
import { keyOf } from './produce.ts';

const SESSION_MS = 10_000;
/** Also how fast a member learns of a rebalance. */
const HEARTBEAT_MS = 1_000;
const MAX_WAIT_MS = 500;
const MAX_BYTES_PER_PARTITION = 1024 * 1024;
const JOIN_MS = 30_000;
const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 5_000;

/** Errors by which the coordinator says that the generation is over. */
const OVER: ReadonlySet<number> = new Set([
  KAFKA.REBALANCE_IN_PROGRESS,
  KAFKA.ILLEGAL_GENERATION,
  KAFKA.UNKNOWN_MEMBER_ID,
  KAFKA.FENCED_INSTANCE_ID,
]);
/** ... and that it does not know us: the next join asks for a new member id. */
const STRANGER: ReadonlySet<number> = new Set([
  KAFKA.ILLEGAL_GENERATION,
  KAFKA.UNKNOWN_MEMBER_ID,
  KAFKA.FENCED_INSTANCE_ID,
]);

/** Where a partition begins that onAssigned left out. */
export type StartOf = (
  groupId: string,
  partitions: readonly TopicPartition[],
) => Promise<readonly CommittedOffset[]>;

export function kafkaConsumer(
  connector: Connector,
  options: ConsumerOptions,
  startOf: StartOf,
): GroupConsumer {
  const sessionMs = options.sessionTimeoutMs ?? SESSION_MS;
  const heartbeatMs = Math.min(HEARTBEAT_MS, sessionMs / 6);
  const cluster = connector.cluster(sessionMs);
  const membership: KafkaMembership = new Membership({
    retry: connector.retry,
    cluster,
    groupId: options.groupId,
    topics: options.topics,
    topicConfigurations: Object.fromEntries(options.topics.map((topic) => [topic, {}])),
    logger: connector.logger,
    instrumentationEmitter: new Emitter(),
    assigners: [copartitionedAssigner(cluster)],
    sessionTimeout: sessionMs,
    rebalanceTimeout: Math.max(sessionMs, 10_000),
    autoCommit: false,
    isolationLevel: 1,
    metadataMaxAge: 300_000,
  });
  const bell = new Bell();
  const stopping = new AbortController();
  /** Running handler calls; the next onAssigned waits for them. */
  const running = new Set<Promise<unknown>>();
  let lanes = new Map<string, Lane>();
  let main: Promise<void> = Promise.resolve();
  let dead = false;

  const track = (call: Promise<unknown>): void => {
    const settled: Promise<unknown> = Promise.allSettled([call]).finally(() => running.delete(settled));
    running.add(settled);
  };

  const join = async (): Promise<void> => {
    await cluster.connect();
    await cluster.addMultipleTargetTopics(options.topics);
    // A broker that has just started is still loading the group.
    await whileBusy(performance.now() + JOIN_MS, () => membership.joinAndSync());
  };

  /** One generation, from its assignment to its end. */
  const generation = async (handler: ConsumerHandler, fatal: (error: unknown) => void): Promise<void> => {
    const over = new AbortController();
    const partitions = membership
      .assigned()
      .flatMap(({ topic, partitions: mine }) => mine.map((partition) => ({ topic, partition })));
    const wiring = {
      onBatch: (batch: Parameters<ConsumerHandler['onBatch']>[0]) => handler.onBatch(batch),
      changed: () => bell.ring(),
      fatal,
      track,
    };
    const mine = partitions.map((at) => new Lane(at, wiring));
    lanes = new Map(mine.map((lane) => [keyOf(lane), lane]));
    const told = { assigned: false };
    const work = Promise.all(running)
      .then(() => assign(handler, partitions, mine, over.signal, told))
      .then(() =>
        fetchAll({
          cluster,
          lanes: mine,
          bell,
          signal: over.signal,
          sink: connector.sink,
          maxWaitMs: options.maxWaitMs ?? MAX_WAIT_MS,
          gather: options.gather ?? null,
          maxBytesPerPartition: options.maxBytesPerPartition ?? MAX_BYTES_PER_PARTITION,
          fatal,
        }),
      )
      .catch(fatal);

    await heartbeats();
    for (const lane of mine) lane.end();
    over.abort();
    if (told.assigned && partitions.length > 0) track(handler.onRevoked(partitions).catch(fatal));
    track(work);
  };

  const assign = async (
    handler: ConsumerHandler,
    partitions: readonly TopicPartition[],
    mine: readonly Lane[],
    signal: AbortSignal,
    told: { assigned: boolean },
  ): Promise<void> => {
    if (signal.aborted) return;
    told.assigned = true;
    const given = await handler.onAssigned(partitions, {
      groupId: options.groupId,
      memberId: membership.memberId ?? '',
      generationId: membership.generationId,
    });
    const positions = new Map(given.map((offset) => [keyOf(offset), offset.offset]));
    const rest = partitions.filter((at) => !positions.has(keyOf(at)));
    while (rest.length > 0 && !signal.aborted) {
      try {
        for (const one of await startOf(options.groupId, rest)) positions.set(keyOf(one), one.offset);
        break;
      } catch (error) {
        if (toLogError(error, '').code !== 'unavailable') throw error;
        await pause(FIRST_BACKOFF_MS, signal);
      }
    }
    if (signal.aborted) return;
    for (const lane of mine) {
      // A seek during onAssigned wins.
      if (lane.fetchAt < 0) lane.seek(positions.get(keyOf(lane)) ?? 0);
    }
  };

  /** Returns when the generation is over: told so, stopped, or nothing heard for a session's length. */
  const heartbeats = async (): Promise<void> => {
    let heard = performance.now();
    while (!stopping.signal.aborted) {
      await pause(heartbeatMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await membership.heartbeat({ interval: 0 });
        heard = performance.now();
      } catch (error) {
        const code = kafkaCodeOf(error) ?? -1;
        if (STRANGER.has(code)) membership.memberId = null;
        if (OVER.has(code)) return;
        if (performance.now() - heard > sessionMs) return;
        await findCoordinator();
      }
    }
  };

  const findCoordinator = async (): Promise<void> => {
    try {
      membership.coordinator = await cluster.findGroupCoordinator({ groupId: options.groupId });
    } catch (error) {
      connector.sink.debug({ cause: toLogError(error, '').message }, 'group coordinator not found yet');
    }
  };

  const rejoin = async (fatal: (error: unknown) => void): Promise<boolean> => {
    for (
      let backoff = FIRST_BACKOFF_MS;
      !stopping.signal.aborted;
      backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)
    ) {
      try {
        await join();
        return true;
      } catch (error) {
        const failure = toLogError(error, `joining group ${options.groupId}`);
        if (failure.code !== 'unavailable' && failure.code !== 'fenced') {
          fatal(failure);
          return false;
        }
        connector.sink.warn(
          { groupId: options.groupId, retryInMs: backoff },
          'group not joined, trying again',
        );
        await pause(backoff, stopping.signal);
      }
    }
    return false;
  };

  const pausing = (paused: boolean) => (partitions: readonly TopicPartition[]) => {
    for (const at of partitions) lanes.get(keyOf(at))?.pause(paused);
  };

  return {
    async run(handler) {
      const fatal = (error: unknown): void => {
        if (dead) return;
        dead = true;
        handler.onFatal(error instanceof Error ? error : new LogError('unavailable', String(error)));
        stopping.abort();
      };
      try {
        await join();
      } catch (error) {
        await cluster.disconnect();
        throw toLogError(error, `joining group ${options.groupId}`);
      }
      main = (async () => {
        do await generation(handler, fatal);
        while (!stopping.signal.aborted && (await rejoin(fatal)));
      })();
    },
    pause: pausing(true),
    resume: pausing(false),
    seek: (position) => lanes.get(keyOf(position))?.seek(position.offset),
    async stop() {
      stopping.abort();
      await main;
      await Promise.all(running);
      await membership
        .leave()
        .catch((error: unknown) => connector.sink.debug({ cause: String(error) }, 'group not left in order'));
      await cluster.disconnect();
    },
  };
}
