import { LogError } from '../port.ts';
import { pause } from './connection.ts';
import type { Gather } from '../port.ts';
import type { LogSink } from './connection.ts';
import { KAFKA, toLogError } from './errors.ts';
import { fetchFrom } from './fetch.ts';
import type { Fetched } from './fetch.ts';
import type { KafkaCluster } from './internals.ts';
import { keyOf } from './produce.ts';
import type { Lane } from './lane.ts';

const MAX_BYTES = 16 * 1024 * 1024;
/** Wait for data while a partition is left out only because its handler is behind. */
const SHORT_WAIT_MS = 10;
const FIRST_BACKOFF_MS = 50;
const LAST_BACKOFF_MS = 1_000;

/** Wakes sleepers when something changed. Take the promise before looking. */
export class Bell {
  #next = Promise.withResolvers<void>();
  rung(): Promise<void> {
    return this.#next.promise;
  }
  ring(): void {
    const before = this.#next;
    this.#next = Promise.withResolvers<void>();
    before.resolve();
  }
}

const STALE: ReadonlySet<number> = new Set([
  KAFKA.UNKNOWN_TOPIC_OR_PARTITION,
  KAFKA.LEADER_NOT_AVAILABLE,
  KAFKA.NOT_LEADER,
  KAFKA.FENCED_LEADER_EPOCH,
  KAFKA.UNKNOWN_LEADER_EPOCH,
]);

export interface FetchInput {
  readonly cluster: KafkaCluster;
  readonly lanes: readonly Lane[];
  readonly bell: Bell;
  readonly signal: AbortSignal;
  readonly sink: LogSink;
  readonly maxWaitMs: number;
  /** While records come; each request costs broker and client as much as some hundred records. */
  readonly gather: Gather | null;
  readonly maxBytesPerPartition: number;
  readonly fatal: (error: unknown) => void;
}

/**
 * Fetches for all lanes that one broker leads, until `signal` aborts. A broker that is away is waited for
 * without limit: the group's session decides whether the assignment still holds. With nothing to fetch it
 * sleeps until the bell, which `fetchAll` rings at least once a second and at the end.
 */
export async function fetchLoop(nodeId: string, input: FetchInput): Promise<void> {
  const { cluster, lanes, bell, signal, sink } = input;
  let backoff = FIRST_BACKOFF_MS;
  let turn = 0;
  /** The last answer moved a position: more is likely on its way. */
  let coming = false;
  /** Other loops look too: what this one has lost is theirs now. */
  const refresh = async (): Promise<void> => {
    try {
      await cluster.refreshMetadata();
    } finally {
      bell.ring();
    }
  };

  while (!signal.aborted) {
    const change = bell.rung();
    try {
      const mine = lanes.filter((lane) => leaderOf(cluster, lane) === nodeId);
      const wanted = rotated(
        mine.filter((lane) => lane.wanted),
        turn++,
      );
      if (wanted.length === 0) {
        await change;
        continue;
      }
      const broker = await cluster.findBroker({ nodeId });
      const full = mine.some((lane) => lane.full);
      const gather = coming ? input.gather : null;
      const fetched = await fetchFrom(
        broker,
        wanted.map((lane) => ({ topic: lane.topic, partition: lane.partition, offset: lane.fetchAt })),
        {
          maxWaitMs: full ? SHORT_WAIT_MS : (gather?.ms ?? input.maxWaitMs),
          minBytes: gather?.bytes ?? 1,
          maxBytes: MAX_BYTES,
          maxBytesPerPartition: input.maxBytesPerPartition,
        },
      );
      if (signal.aborted) return;
      coming = fetched.some(({ next, offset }) => next > offset);
      const byKey = new Map(wanted.map((lane) => [keyOf(lane), lane]));
      const stale = fetched.filter((part) => !take(part, byKey.get(keyOf(part))));
      if (stale.length > 0) {
        await refresh();
        await pause(backoff, signal);
      } else backoff = FIRST_BACKOFF_MS;
    } catch (error) {
      const failure = toLogError(error, 'fetching');
      if (failure.code !== 'unavailable' && failure.code !== 'unknown_topic') return input.fatal(failure);
      sink.debug({ code: failure.code, backoff }, 'broker not reached, fetching again');
      await pause(backoff, signal);
      backoff = Math.min(backoff * 2, LAST_BACKOFF_MS);
      await cluster
        .connect()
        .then(refresh)
        .catch((cause: unknown) => sink.debug({ cause: String(cause) }, 'broker not reached'));
    }
  }
}

/** The broker fills its answer in the order of the request: with one order, big partitions would starve others. */
function rotated<T>(items: readonly T[], turn: number): readonly T[] {
  const first = items.length === 0 ? 0 : turn % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** Node id of the leader, as `getNodeIds` writes it; '-1' or 'undefined' where metadata names none. */
export function leaderOf(cluster: KafkaCluster, lane: Lane): string {
  const found = cluster
    .findTopicPartitionMetadata(lane.topic)
    .find((one) => one.partitionId === lane.partition);
  return String(found?.leader);
}

/** False when the partition has moved. @throws LogError that ends the consumer. */
function take(part: Fetched, lane: Lane | undefined): boolean {
  // A seek while the request was under way: the answer, an error too, is about the old position.
  if (!lane || lane.fetchAt !== part.offset) return true;
  if (part.failure) throw part.failure;
  if (part.errorCode === 0) {
    lane.accept(part);
    return true;
  }
  if (STALE.has(part.errorCode)) return false;
  if (part.errorCode === KAFKA.OFFSET_OUT_OF_RANGE) {
    throw new LogError(
      'out_of_range',
      `${part.topic}/${part.partition}: offset ${part.offset} is not in the log; records were missed`,
    );
  }
  throw toLogError(Object.assign(new Error('fetch'), { code: part.errorCode }), `fetching ${keyOf(part)}`);
}
