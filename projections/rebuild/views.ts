/** Builds the Redis views anew under another prefix, compares while writing rests for a moment, and swaps. */
import { SchemaNotLoaded, type Codec } from '../../topics/codec/codec.ts';
import { isReplayForOther } from '../../topics/dead-letters.ts';
import { PoisonError } from '../../topics/errors.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { LogRecord } from '../../topics/log/port.ts';
import { viewChecksum, viewKeys } from '../checksum.ts';
import type { Positions } from '../clickhouse/generations.ts';
import { openHistory } from '../history.ts';
import { READ_MODELS, REPLAY_NAME } from '../registry.ts';
import { newAligner } from '../align.ts';
import { applyItems, evict, EVICT_LOOKS_AT, VIEW_LIMITS, type Item } from '../redis/apply.ts';
import type { Redis } from '../redis/client.ts';
import { currentKey, epochKey, holdKey, KEY, viewName } from '../redis/keys.ts';
import { currentView } from '../read/reads.ts';
import { endPositions, replay, REPLAY_LIMITS } from './replay.ts';
import type { RebuildParts, RebuildReport } from './tables.ts';

/** Small chunks, so that partitions stay side by side. */
const ALIGNED_LIMITS = { ...REPLAY_LIMITS, records: 500 };

/**
 * Events of all topics that are written together: some 40 MB, and most of the lives of engagements (2.5 calls of the
 * script for each of 16,000 engagements, 4.5 with a quarter of it: `npm run bench -- rebuild`).
 */
const GATHERED = 40_000;
/** Or so many bytes of their records: events may be large. */
const GATHERED_BYTES = 64 * 1024 * 1024;

/** The running projection rests at most this long; the key expires by itself if the rebuild dies. */
const HOLD_SECONDS = 60;
/** The running projection, and readers in the middle of a page, have left the old view after this, ms. */
const OLD_KEPT_MS = 3_000;
/** A batch that was begun before the hold may still be written for this long, ms. */
const SETTLE_MS = 500;

/**
 * @throws when something fails; then what was filled until then is gone again, because Redis refuses every write, those
 *   of the running view too, when two views do not fit into its memory.
 */
export async function rebuildViews(parts: RebuildParts & { readonly redis: Redis }): Promise<RebuildReport> {
  const to = viewName(Number((await currentView(parts.redis)).split('.')[1]) + 1);
  try {
    return await fillAndSwap(parts, to);
  } catch (error) {
    await dropView(parts.redis, to).catch((failure: unknown) => {
      parts.say(`view ${to} is left half-filled; the next rebuild deletes it: ${String(failure)}`);
    });
    throw isFull(error) ? new Error(FULL, { cause: error }) : error;
  }
}

const FULL =
  'Redis is full: while views are rebuilt it holds them twice. Nothing was changed; give it more memory ' +
  '(maxmemory; SIGNALPOST_REDIS_MB for the one that is started here) and rebuild again.';

/** Redis' code, the first word of its answer, for a write above `maxmemory`. */
function isFull(error: unknown): boolean {
  return error instanceof Error && error.message.split(' ', 1)[0] === 'OOM';
}

async function fillAndSwap(
  parts: RebuildParts & { readonly redis: Redis },
  to: string,
): Promise<RebuildReport> {
  const { redis, log, waits } = parts;
  const started = waits.now();
  const never = new AbortController().signal;
  const from = await currentView(redis);
  const generation = Number(from.split('.')[1]);
  const history = openHistory(log, parts.client, parts.db);
  // What an earlier rebuild that died left behind; three views would not fit.
  await dropView(redis, to);
  if (generation > 1) await dropView(redis, viewName(generation - 1));
  const touched = new Set<string>();
  const fill = async (begin: Positions, end: Positions): Promise<number> => {
    // All partitions side by side in the order of time: else one topic's whole history would be half-finished.
    const aligner = newAligner(waits);
    const names = Object.keys(end).filter((name) => (begin[name] ?? 0) < (end[name] ?? 0));
    for (const name of names) aligner.begin(name);
    // Gathered over the topics, so that the events of one engagement, which lie in several, are written by one call;
    // and the next are read while Redis writes.
    let gathered: Item[] = [];
    let gatheredBytes = 0;
    let writing: Promise<void> = Promise.resolve();
    let over = false;
    const flush = (): Promise<void> => {
      const [items, before] = [gathered, writing];
      gathered = [];
      gatheredBytes = 0;
      writing = before.then(async () => {
        if (over) return;
        const prefixes = await applyItems(redis, to, items, VIEW_LIMITS, waits.now(), undefined, GATHERED);
        await evict(redis, prefixes, VIEW_LIMITS);
        for (const prefix of prefixes) touched.add(prefix);
      });
      writing.catch(() => undefined); // whoever waits for it next is told
      return before;
    };
    const replayed = replay(
      history,
      { from: begin, to: end },
      { ...(parts.limits ?? ALIGNED_LIMITS), concurrency: Math.max(1, names.length) },
      async (chunk) => {
        const items: Item[] = [];
        for (const record of chunk.records) {
          const event = await decode(parts.codec, record);
          if (event) items.push({ record, event, live: false });
        }
        await aligner.turn(`${chunk.topic}/${chunk.partition}`, chunk.records[0]?.timestamp ?? 0, never);
        for (const item of items) {
          gathered.push(item);
          gatheredBytes += item.record.value?.length ?? 0;
        }
        if (gathered.length >= GATHERED || gatheredBytes >= GATHERED_BYTES) await flush();
      },
      (name) => aligner.end(name),
    );
    let count: number;
    try {
      count = await replayed;
      await flush();
    } catch (error) {
      // Other partitions are still being read: nothing of theirs is written any more.
      over = true;
      throw error;
    } finally {
      await writing;
    }
    const fields = Object.entries(end).flatMap(([name, offset]) => [name, String(offset)]);
    if (fields.length > 0) await redis.hset(epochKey(to), ...fields);
    return count;
  };

  const end = await endPositions(log, READ_MODELS.views.topics);
  parts.say(`view ${to}: reading everything again`);
  let records = await fill({}, end);
  await redis.set(holdKey(from), '1', 'EX', HOLD_SECONDS);
  try {
    await waits.sleep(SETTLE_MS, never);
    const written = positionsOf(await redis.hgetall(epochKey(from)));
    // Both views at the same positions: ours goes on to where the running one rests. Where the running one
    // is behind (or does not run), it has less, and that is a difference to be told.
    records += await fill(
      end,
      Object.fromEntries(Object.entries(end).map(([name, at]) => [name, Math.max(at, written[name] ?? 0)])),
    );
    // Both at the size that they are meant to have, whatever was written last.
    for (const prefix of touched) {
      await evictAll(redis, prefix);
      await evictAll(redis, prefix.replace(`sp:${to}:`, `sp:${from}:`));
    }
    const [current, rebuilt] = await Promise.all([viewChecksum(redis, from), viewChecksum(redis, to)]);
    const equal = current.digest === rebuilt.digest && current.rows === rebuilt.rows;
    const swapped = equal || parts.acceptDifferences;
    if (swapped) await redis.set(currentKey, to);
    const ms = waits.now() - started;
    if (swapped) {
      await waits.sleep(OLD_KEPT_MS, never);
      await dropView(redis, from).catch((failure: unknown) => {
        parts.say(`view ${from} is left; the next rebuild deletes it: ${String(failure)}`);
      });
    }
    return {
      model: 'views',
      from,
      to,
      records,
      ms,
      comparisons: [{ name: 'views', current, rebuilt, equal }],
      equal,
      swapped,
    };
  } finally {
    await redis.del(holdKey(from));
  }
}

/** Deletes everything of a view that is not current. */
export async function dropView(redis: Redis, view: string): Promise<void> {
  if (view === (await currentView(redis))) throw new Error(`view ${view} is current and cannot be dropped`);
  for await (const page of viewKeys(redis, view))
    await redis.unlink(...page.map((name) => `sp:${view}:${name}`));
}

/** The script looks at a part of the oldest at a time; a whole round without a loss is the end. */
async function evictAll(redis: Redis, prefix: string): Promise<void> {
  const rounds = Math.ceil((await redis.zcard(prefix + KEY.all)) / EVICT_LOOKS_AT) + 1;
  for (let idle = 0; idle < rounds;) {
    const { gone } = await evict(redis, [prefix], VIEW_LIMITS);
    idle = gone > 0 ? 0 : idle + 1;
  }
}

function positionsOf(hash: Readonly<Record<string, string>>): Positions {
  return Object.fromEntries(Object.entries(hash).map(([name, offset]) => [name, Number(offset)]));
}

async function decode(codec: Codec, record: LogRecord): Promise<AnyEvent | null> {
  if (isReplayForOther(record, REPLAY_NAME)) return null;
  try {
    try {
      return codec.decode(record.value);
    } catch (error) {
      if (!(error instanceof SchemaNotLoaded)) throw error;
      return await codec.decodeAsync(record.value);
    }
  } catch (error) {
    if (error instanceof PoisonError) return null; // counted and named by the running projection
    throw error;
  }
}
