/**
 * How fast a backlog goes through everything: processors, Redis, ClickHouse. Samples how far both stores are while it
 * does, and afterwards counts from the log what their positions meant.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { select } from '../../../projections/clickhouse/client.ts';
import { currentView } from '../../../projections/read/reads.ts';
import { epochKey } from '../../../projections/redis/keys.ts';
import type { Codec } from '../../../topics/codec/codec.ts';
import type { Log } from '../../../topics/log/port.ts';
import { drained, type Reading } from '../drained.ts';
import { countBelow, reachedAt, steadyRate, type Sample } from '../progress.ts';
import { writeBacklog, type Backlog } from './backlog.ts';

const EVERY_MS = 500;
/** Topics in which the template tier ends: a checked text, or that none is wanted. */
const ENDS = ['safety.checked', 'reply.drafted'] as const;
const ENDINGS: readonly string[] = ['SafetyChecked', 'ReplyDeclined'];

export interface Saturation {
  readonly engagements: number;
  readonly writeSeconds: number;
  /** From the first write until nothing waited for any processor or either store; null when that was not in time. */
  readonly seconds: number | null;
  readonly perSecond: number | null;
  /** Between 10 % and 90 % of the engagements, checked or declined, readable in each store. */
  readonly redisPerSecond: number | null;
  readonly clickhousePerSecond: number | null;
  /** Who still had what to do at the end. */
  readonly waiting: Readonly<Record<string, number>>;
}

export async function saturate(
  reading: Reading & { readonly log: Log; readonly codec: Codec },
  backlog: Backlog,
  withinMs: number,
): Promise<Saturation> {
  const { log, client, db, redis } = reading;
  const before = await endings(reading);
  const inClickHouse = async (): Promise<number> => {
    const [row] = await select<{ rows: number }>(
      client,
      `SELECT count() AS rows FROM ${db}.replies WHERE event_type IN ('SafetyChecked', 'ReplyDeclined')`,
    );
    return row?.rows ?? 0;
  };
  const view = await currentView(redis);
  const already = await inClickHouse();
  const clickhouse: Sample[] = [];
  const positions: { readonly at: number; readonly of: Readonly<Record<string, string>> }[] = [];
  let done = false;
  const sampling = (async () => {
    while (!done) {
      clickhouse.push({ done: (await inClickHouse()) - already, at: performance.now() });
      positions.push({ of: await redis.hgetall(epochKey(view)), at: performance.now() });
      await sleep(EVERY_MS);
    }
  })();
  sampling.catch(() => undefined); // told below
  const began = performance.now();
  await writeBacklog(log, backlog);
  const written = performance.now();
  const end = await drained(reading, withinMs);
  done = true;
  await sampling;
  const all = await endings(reading);
  const inRedis = positions.map(({ at, of }): Sample => ({
    at,
    done: [...all].reduce(
      (sum, [name, offsets]) =>
        sum + countBelow(offsets, Number(of[name] ?? 0)) - (before.get(name)?.length ?? 0),
      0,
    ),
  }));
  const rate = (samples: readonly Sample[]): number | null => steadyRate(samples, backlog.count);
  const whole = end.waiting.size === 0 ? (end.at - began) / 1_000 : null;
  return {
    engagements: backlog.count,
    writeSeconds: (written - began) / 1_000,
    seconds: whole,
    perSecond: whole === null || reachedAt(clickhouse, backlog.count) === null ? null : backlog.count / whole,
    redisPerSecond: rate(inRedis),
    clickhousePerSecond: rate(clickhouse),
    waiting: Object.fromEntries(end.waiting),
  };
}

/** Offsets of the events that end the template tier, per partition, ascending. */
async function endings({
  log,
  codec,
}: {
  readonly log: Log;
  readonly codec: Codec;
}): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  for (const { topic, partition, start, end } of await log.offsets(ENDS)) {
    const offsets: number[] = [];
    for await (const batch of log.read({ topic, partition, from: start, to: end })) {
      for (const { value, offset } of batch) {
        if (ENDINGS.includes(codec.decode(value).type)) offsets.push(offset);
      }
    }
    found.set(`${topic}/${partition}`, offsets);
  }
  return found;
}
