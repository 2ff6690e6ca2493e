/**
 * Keeps the views of Redis. Redis itself says how far they are written: `epoch` holds the next offset per
 * partition, moved after the writes, only while these are there (`seals.ts`), and only from where this process
 * believes it to be. So a FLUSHALL, a restart that lost the last seconds, or another owner is noticed by the
 * next batch, and the partition goes back to where Redis is: to the log's start after a FLUSHALL. Offsets in
 * the group are for lag only.
 */
import { crashPoint } from '../../service/crash-points.ts';
import { seededBug } from '../../service/seeded-bugs.ts';
import { isReplayForOther } from '../../topics/dead-letters.ts';
import { PoisonError } from '../../topics/errors.ts';
import { SchemaNotLoaded, type Codec } from '../../topics/codec/codec.ts';
import type {
  CommittedOffset,
  ConsumerHandler,
  GroupConsumer,
  GroupMember,
  Log,
  LogRecord,
} from '../../topics/log/port.ts';
import type { History } from '../history.ts';
import { READ_MODELS, REPLAY_NAME } from '../registry.ts';
import { Abandoned, untilItWorks, type Waits } from '../wait.ts';
import { joinOrLeave } from '../join.ts';
import { whyAway } from '../why-away.ts';
import { newAligner } from '../align.ts';
import { applyItems, evict, type Item, type ViewLimits } from './apply.ts';
import { runScript, type Redis } from './client.ts';
import { createLagCommits } from './commits.ts';
import { epochKey, holdKey } from './keys.ts';
import { keyOf, type Place } from './place.ts';
import { Seals } from './seals.ts';

/** While records come: 20 round trips a second instead of hundreds, and a view that is 25 ms older in the mean. */
const GATHER = { ms: 50, bytes: 256 * 1024 };
/** How often idle partitions are compared with Redis, ms. */
const CHECK_MS = 1_000;

export interface ViewsEvents {
  onWait(reason: string | null): void;
  onPoison(record: LogRecord, code: string): void;
  /** Partitions went back to `offset`, because Redis has no more. */
  onRewind(position: CommittedOffset): void;
  /** @param startedAt when the writing began, epoch ms. */
  onApplied(items: readonly Item[], startedAt: number): void;
  /** Engagements that were not at their end had to go: there are more open ones than the view may hold. */
  onOpenEvicted(count: number): void;
  onFatal(error: Error): void;
}

export interface ViewsOptions {
  readonly log: Log;
  readonly history: History;
  readonly redis: Redis;
  readonly codec: Pick<Codec, 'decode' | 'ensure'>;
  readonly view: string;
  readonly limits: ViewLimits;
  readonly waits: Waits;
  readonly events: ViewsEvents;
}

export const viewsGroup = (view: string): string => `signalpost.views.${view}`;

export interface Views {
  run(): Promise<void>;
  stop(): Promise<void>;
  positions(): readonly CommittedOffset[];
}

export function createViews(options: ViewsOptions): Views {
  const { redis, view, waits, events } = options;
  const topics = READ_MODELS.views.topics;
  const places = new Map<string, Place>();
  const epoch = epochKey(view);
  let held = new AbortController();
  let member: GroupMember | null = null;
  let consumer: GroupConsumer | null = null;
  let aligner = newAligner(waits);
  let checking: Promise<void> = Promise.resolve();
  let stopped = new AbortController();

  const positions = (): readonly CommittedOffset[] =>
    [...places.values()].map(({ topic, partition, next }) => ({ topic, partition, offset: next }));
  const commits = createLagCommits({ log: options.log, waits, member: () => member, positions });
  const redisAway = (error: unknown): void =>
    events.onWait(`Redis does not take writes: ${(error as Error).message}`);
  const patiently = <T>(work: () => Promise<T>, onWait: (error: unknown) => void): Promise<T> =>
    untilItWorks(work, {
      signal: held.signal,
      waits,
      onWait,
      permanent: (error) => error instanceof PoisonError,
    });

  const decode = async (record: LogRecord): Promise<Item['event'] | null> => {
    // Written when it first came; a replay would make old words the newest.
    if (isReplayForOther(record, REPLAY_NAME)) return null;
    try {
      try {
        return options.codec.decode(record.value);
      } catch (error) {
        if (!(error instanceof SchemaNotLoaded)) throw error;
        await patiently(
          () => options.codec.ensure([error.schemaId]),
          () => events.onWait('the schema registry does not answer'),
        );
        return options.codec.decode(record.value);
      }
    } catch (error) {
      if (!(error instanceof PoisonError)) throw error;
      events.onPoison(record, error.code);
      return null;
    }
  };

  /** One piece of work at a time for a place: batches, filling from the archive, going back. */
  const inTurn = (place: Place, work: () => Promise<void>): Promise<void> => {
    const turn = place.turn.then(work).catch((error: unknown) => {
      if (!(error instanceof Abandoned)) throw error;
    });
    place.turn = turn.catch(() => undefined); // the next one is not to blame; the error goes to this caller
    return turn;
  };

  /**
   * Writes records that follow the place's position, then moves it. False when Redis is elsewhere, or has lost
   * the writes meanwhile: then the place was set back, and reading begins there.
   */
  const write = async (place: Place, records: readonly LogRecord[], next: number): Promise<boolean> => {
    const startedAt = waits.now();
    const items: Item[] = [];
    for (const record of records) {
      const event = await decode(record);
      if (event) items.push({ record, event, live: record.offset >= place.quietUntil });
    }
    const [first] = records;
    if (first) await aligner.turn(keyOf(place), first.timestamp, held.signal);
    while ((await patiently(() => redis.exists(holdKey(view)), redisAway)) === 1) {
      if (held.signal.aborted) throw new Abandoned('revoked');
      await waits.sleep(50, held.signal);
    }
    const advance = (seal: string): Promise<string> => {
      const args = [epoch, keyOf(place), place.stored, String(next), seal];
      return patiently(() => runScript(redis, 'spAdvance', args) as Promise<string>, redisAway);
    };
    const early = seededBug('advance-before-apply') ? await advance('') : null;
    if (early !== null) await waits.sleep(3_000, held.signal);
    const now = waits.now();
    const [touched, seal] = await patiently(async () => {
      const seals = new Seals(epoch, keyOf(place), `${now}-${waits.random()}`);
      return [await applyItems(redis, view, items, options.limits, now, seals), seals.last] as const;
    }, redisAway);
    const evicted = await patiently(() => evict(redis, touched, options.limits), redisAway);
    if (evicted.open > 0) events.onOpenEvicted(evicted.open);
    crashPoint('after-apply');
    const stored = early ?? (await advance(seal));
    events.onWait(null);
    if (stored !== String(next)) {
      await setBack(place, stored);
      return false;
    }
    place.stored = stored;
    place.next = next;
    if (next >= place.behindUntil) aligner.end(keyOf(place));
    events.onApplied(items, startedAt);
    return true;
  };

  /** Goes on from where Redis is; from the beginning of all when it holds nothing. */
  const setBack = async (place: Place, stored: string): Promise<void> => {
    const bounds = await patiently(
      () => options.log.offsets([place.topic]),
      () => events.onWait('the broker does not answer'),
    );
    const bound = bounds.find((one) => one.partition === place.partition);
    place.logStart = bound?.start ?? 0;
    place.behindUntil = bound?.end ?? 0;
    if (stored === '') place.quietUntil = Math.max(place.quietUntil, place.next);
    place.stored = stored;
    place.next = stored === '' ? 0 : Number(stored);
    if (place.next < place.behindUntil) aligner.begin(keyOf(place));
    const { topic, partition, next: offset } = place;
    events.onRewind({ topic, partition, offset });
    consumer?.seek({ topic, partition, offset: Math.max(offset, place.logStart) });
  };

  /** Next records before `to`, from the archive; null when it has no more. Waits while it is away. */
  const archived = (
    { topic, partition, next: from }: Place,
    to: number,
  ): Promise<readonly LogRecord[] | null> =>
    patiently(
      async () => {
        const { signal } = held;
        for await (const records of options.history.read({ topic, partition, from, to, signal })) {
          if (records.length > 0) return records;
        }
        return null;
      },
      (error) => events.onWait(`what the log no longer has cannot be read: ${whyAway(error)}`),
    );

  /**
   * What the broker has deleted comes from the archive, before anything else. A write that finds Redis
   * emptied meanwhile sets the place back, so this begins again.
   */
  const fill = async (place: Place): Promise<void> => {
    while (place.next < place.logStart) {
      const to = place.logStart;
      const records = await archived(place, to);
      await write(place, records ?? [], (records?.at(-1)?.offset ?? to - 1) + 1);
    }
  };

  const handler: ConsumerHandler = {
    async onAssigned(partitions, owner) {
      held = new AbortController();
      aligner = newAligner(waits);
      member = owner;
      try {
        const [stored, bounds] = await patiently(
          () => Promise.all([redis.hgetall(epoch), options.log.offsets(topics)]),
          (error) => events.onWait(`cannot begin: ${(error as Error).message}`),
        );
        const starts: CommittedOffset[] = [];
        for (const { topic, partition } of partitions) {
          const bound = bounds.find((one) => one.topic === topic && one.partition === partition);
          const known = stored[keyOf({ topic, partition })] ?? '';
          const place: Place = {
            topic,
            partition,
            stored: known,
            next: known === '' ? 0 : Number(known),
            logStart: bound?.start ?? 0,
            quietUntil: known === '' ? (bound?.end ?? 0) : 0,
            behindUntil: bound?.end ?? 0,
            turn: Promise.resolve(),
          };
          places.set(keyOf(place), place);
          if (place.next < place.behindUntil) aligner.begin(keyOf(place));
          starts.push({ topic, partition, offset: Math.max(place.next, place.logStart) });
        }
        await Promise.all([...places.values()].map((place) => inTurn(place, () => fill(place))));
        return starts;
      } catch (error) {
        if (error instanceof Abandoned) return [];
        throw error;
      }
    },
    async onRevoked() {
      held.abort();
      member = null;
      places.clear();
      return Promise.resolve();
    },
    async onBatch(batch) {
      const place = places.get(keyOf(batch));
      if (!place) return;
      const expected = place.stored;
      await inTurn(place, async () => {
        await fill(place);
        if (place.stored !== expected) {
          // The place moved while this batch waited for its turn, so it may not follow: read from there.
          consumer?.seek({
            topic: place.topic,
            partition: place.partition,
            offset: Math.max(place.next, place.logStart),
          });
          return;
        }
        if (batch.nextOffset <= place.next) return;
        // Set back: what the broker has deleted is not waited for until its next record comes.
        if (!(await write(place, batch.records, batch.nextOffset))) await fill(place);
        commits.nowAndThen();
      });
    },
    onFatal: (error) => events.onFatal(error),
  };

  /** Goes back to where Redis is, if it is not where this process left it. */
  const align = (place: Place): Promise<void> =>
    inTurn(place, async () => {
      const current = (await patiently(() => redis.hget(epoch, keyOf(place)), redisAway)) ?? '';
      if (current === place.stored || places.get(keyOf(place)) !== place) return;
      await setBack(place, current);
      await fill(place);
    });

  /**
   * Idle partitions see no batch: compare what Redis holds with what was written. It may hold nothing
   * (FLUSHALL) or less than before (a restart loses up to a second with `appendfsync everysec`).
   */
  const check = async (): Promise<void> => {
    let away = false;
    const failed = (error: unknown): void => {
      away = true;
      redisAway(error);
    };
    // Beside each other: a place that waits for the archive holds up no other.
    const aligning = new Map<Place, Promise<void>>();
    while (!stopped.signal.aborted) {
      await waits.sleep(CHECK_MS, stopped.signal);
      try {
        const stored = await redis.hgetall(epoch);
        if (away) events.onWait(null);
        away = false;
        for (const place of places.values()) {
          // Seen outside its turn, so a write may just be between Redis and here: `align` looks again.
          if ((stored[keyOf(place)] ?? '') === place.stored || aligning.has(place)) continue;
          aligning.set(
            place,
            align(place)
              .catch(failed)
              .finally(() => aligning.delete(place)),
          );
        }
        commits.nowAndThen();
      } catch (error) {
        failed(error);
      }
    }
    await Promise.all(aligning.values());
  };

  return {
    async run() {
      stopped = new AbortController();
      consumer = options.log.consumer({
        groupId: viewsGroup(view),
        topics,
        maxWaitMs: 200,
        gather: GATHER,
        sessionTimeoutMs: 10_000,
      });
      await joinOrLeave(consumer, handler);
      checking = check();
    },
    async stop() {
      stopped.abort();
      // Work that waits for a store gives up; Redis knows how far it is, and the next owner goes on there.
      held.abort();
      await checking;
      await commits.last();
      await consumer?.stop();
    },
    positions,
  };
}
