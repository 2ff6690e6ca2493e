/**
 * What the broker has deleted is in the archive: read models are rebuilt from both to the same checksums, however
 * the reading is cut and interleaved and whatever the clock says; and a long conversation costs no more than short
 * ones to bring back.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewChecksum } from '../../projections/checksum.ts';
import type { ClickHouseClient } from '../../projections/clickhouse/client.ts';
import { openHistory } from '../../projections/history.ts';
import { currentView } from '../../projections/read/reads.ts';
import type { ReplayLimits } from '../../projections/rebuild/replay.ts';
import { rebuildTables, type RebuildParts, type RebuildReport } from '../../projections/rebuild/tables.ts';
import { rebuildViews } from '../../projections/rebuild/views.ts';
import { READ_MODELS } from '../../projections/registry.ts';
import { VIEW_LIMITS } from '../../projections/redis/apply.ts';
import { createViews } from '../../projections/redis/views.ts';
import type { Waits } from '../../projections/wait.ts';
import { systemWaits } from '../../projections/waits.ts';
import type { Log, LogRecord } from '../../topics/log/port.ts';
import { generator } from '../crash/schedule.ts';
import { eventually, startHarness, type Harness, type Projections } from './harness.ts';
import { archived, letGo } from './retention.ts';
import { expectedRows, lifeOf, type Told } from './story.ts';

let harness: Harness;
let projections: Projections;
const lives: (readonly Told[])[] = [];

beforeAll(async () => {
  harness = await startHarness();
  projections = harness.project([]);
});
afterAll(() => harness?.close());

const engagementsInRedis = async (): Promise<number> =>
  harness.redis.zcard(`sp:${await currentView(harness.redis)}:{demo/acme}:all`);

/** Until every read model has all lives. */
async function settled(): Promise<void> {
  const { trail } = expectedRows(lives);
  await eventually(
    () => harness.count(`SELECT count() FROM ${harness.db}.trail`),
    (rows) => rows === trail,
    100_000,
  );
  await archived(harness);
  await eventually(engagementsInRedis, (count) => count === lives.length, 100_000);
  await eventually(
    async () => {
      const view = await currentView(harness.redis);
      const digest = (await viewChecksum(harness.redis, view)).digest;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return digest === (await viewChecksum(harness.redis, view)).digest;
    },
    (same) => same,
  );
}

function born(count: number): readonly (readonly Told[])[] {
  const at = Date.now();
  const more = Array.from({ length: count }, (_, n) => lifeOf(lives.length + n, at - n));
  lives.push(...more);
  return more;
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** The same log, read in other pieces, its partitions in another order. */
function otherwise(log: Log, random: () => number): Log {
  return {
    ...log,
    offsets: async (topics) => shuffled(await log.offsets(topics), random),
    async *read(range) {
      let rest: readonly LogRecord[] = [];
      for await (const records of log.read(range)) {
        rest = [...rest, ...records];
        while (rest.length > 50) {
          const cut = 1 + Math.floor(random() * 50);
          yield rest.slice(0, cut);
          rest = rest.slice(cut);
        }
      }
      yield rest;
    },
  };
}

/** Years ahead of the real one; never behind an earlier one, as the book of generations goes by time. */
const clockAhead = (years: number): Waits => ({
  ...systemWaits,
  now: () => systemWaits.now() + years * 365 * 86_400_000,
});

describe('given read models, an archive of everything and a log that has let two thirds go', () => {
  const ways: readonly {
    readonly name: string;
    readonly limits: ReplayLimits;
    readonly seed: number;
    readonly years: number;
  }[] = [
    { name: 'as it is', limits: { records: 20_000, bytes: 8_000_000, concurrency: 3 }, seed: 0, years: 0 },
    { name: 'in small pieces', limits: { records: 7, bytes: 1_000_000, concurrency: 1 }, seed: 1, years: 3 },
    { name: 'all at once', limits: { records: 333, bytes: 20_000, concurrency: 60 }, seed: 2, years: 9 },
  ];
  const parts = (way: (typeof ways)[number]): RebuildParts => ({
    ...harness,
    log: way.seed === 0 ? harness.log : otherwise(harness.log, generator(way.seed)),
    limits: way.limits,
    waits: clockAhead(way.years),
    acceptDifferences: false,
    say: () => undefined,
  });
  const reports: RebuildReport[] = [];
  /** Records that only the archive has. */
  let gone = 0;
  const sums = (model: string): readonly string[] =>
    reports
      .filter((report) => report.model === model)
      .map(({ comparisons }) =>
        comparisons.map(({ name, rebuilt }) => `${name} ${rebuilt.rows} ${rebuilt.digest}`).join('\n'),
      );

  beforeAll(async () => {
    await harness.write(shuffled(born(300).flat(), generator(5)));
    await settled();
    gone = await letGo(harness, 2 / 3);
  }, 240_000);

  it.each(ways)(
    'the tables are rebuilt to the same checksums: $name',
    async (way) => {
      expect(gone).toBeGreaterThan(1_500);
      const report = await rebuildTables(parts(way));
      reports.push(report);
      expect(report.comparisons.filter(({ equal }) => !equal)).toEqual([]);
      expect(report.swapped).toBe(true);
      const { trail } = expectedRows(lives);
      expect(report.comparisons.find(({ name }) => name === 'trail')?.rebuilt.rows).toBe(trail);
      expect(new Set(sums('tables')).size).toBe(1);
    },
    120_000,
  );

  it.each(ways)(
    'the views are rebuilt to the same checksums: $name',
    async (way) => {
      const report = await rebuildViews({ ...parts(way), redis: harness.redis });
      reports.push(report);
      expect(report.comparisons).toMatchObject([{ equal: true }]);
      expect(report.swapped).toBe(true);
      expect(new Set(sums('views')).size).toBe(1);
    },
    120_000,
  );

  it('without the archive the difference is found', async () => {
    await harness.client.command({
      query: `ALTER TABLE ${harness.db}.log_archive DELETE WHERE src_topic = 'reply.events' AND src_offset < 3 SETTINGS mutations_sync = 1`,
    });
    const report = await rebuildTables({ ...parts(ways[0] as (typeof ways)[number]), waits: clockAhead(12) });
    expect(report.swapped).toBe(false);
    const differing = report.comparisons.filter(({ equal }) => !equal).map(({ name }) => name);
    expect(differing).toEqual(['replies', 'trail']);
  }, 120_000);
});

describe('given a conversation of 10,000 events in any order, and Redis emptied', () => {
  /** Lives that make a little over 10,000 events. */
  const LONG = 1_150;

  /** What filling the views from nothing asks of ClickHouse. */
  interface Asked {
    readonly queries: number;
    readonly rows: number;
  }

  /** Moves lives into one conversation. */
  const inOneConversation = (told: readonly (readonly Told[])[]): readonly (readonly Told[])[] =>
    told.map((life) => {
      const own = life.find(({ topic }) => topic === 'engagement.received')?.key ?? '';
      const moved = JSON.stringify(life).replaceAll(JSON.stringify(own), JSON.stringify('x:1001:long'));
      return JSON.parse(moved, revived) as readonly Told[];
    });

  async function refill(engagements: number): Promise<Asked> {
    let queries = 0;
    let rows = 0;
    const counted = new Proxy(harness.client, {
      get(client, name: keyof ClickHouseClient) {
        if (name !== 'query') return client[name];
        return async (...args: Parameters<ClickHouseClient['query']>) => {
          queries++;
          const answer = await client.query(...args);
          return {
            json: async () => {
              const list = (await answer.json()) as unknown as readonly unknown[];
              rows += list.length;
              return list;
            },
          };
        };
      },
    });
    await harness.redis.flushall();
    const quiet = (): void => undefined;
    const views = createViews({
      log: harness.log,
      history: openHistory(harness.log, counted, harness.db),
      redis: harness.redis,
      codec: harness.codec,
      view: await currentView(harness.redis),
      limits: VIEW_LIMITS,
      waits: systemWaits,
      events: {
        onWait: quiet,
        onPoison: quiet,
        onRewind: quiet,
        onApplied: quiet,
        onOpenEvicted: quiet,
        onFatal: (error) => {
          throw error;
        },
      },
    });
    await views.run();
    const ends = await harness.log.offsets(READ_MODELS.views.topics);
    await eventually(
      async () => Promise.resolve(views.positions()),
      (positions) =>
        positions.length > 0 &&
        ends.every(
          ({ topic, partition, end }) =>
            (positions.find((one) => one.topic === topic && one.partition === partition)?.offset ?? 0) >= end,
        ),
      100_000,
    );
    expect(await engagementsInRedis()).toBe(engagements);
    await views.stop();
    return { queries, rows };
  }

  const events = (told: readonly (readonly Told[])[]): number => told.flat().length;

  it('reads no more from ClickHouse per event than short ones, and ends equal', async () => {
    await harness.write(shuffled(born(600).flat(), generator(6)));
    const short = events(lives);
    await settled();
    await projections.kill('SIGTERM');
    await letGo(harness, 1);
    const first = await refill(lives.length);

    const long = inOneConversation(born(LONG));
    lives.splice(lives.length - LONG, LONG, ...long);
    expect(events(long)).toBeGreaterThan(10_000);
    projections = harness.project([]);
    await harness.write(shuffled(long.flat(), generator(7)));
    await settled();
    const before = await viewChecksum(harness.redis, await currentView(harness.redis));
    await projections.kill('SIGTERM');
    await letGo(harness, 1);
    const both = await refill(lives.length);
    expect(await viewChecksum(harness.redis, await currentView(harness.redis))).toEqual(before);

    const perEvent = (asked: Asked, count: number) => ({
      queries: asked.queries / count,
      rows: asked.rows / count,
    });
    const ofShort = perEvent(first, short);
    const ofLong = perEvent(
      { queries: both.queries - first.queries, rows: both.rows - first.rows },
      events(long),
    );
    console.log('ClickHouse reads per event', { short: ofShort, long: ofLong, first, both });
    expect(ofLong.rows).toBeLessThanOrEqual(1);
    expect(ofLong.queries).toBeLessThanOrEqual(ofShort.queries);
  }, 400_000);
});

/** Buffers survive JSON as what Node makes of them. */
function revived(_key: string, value: unknown): unknown {
  const data = value as { readonly type?: string; readonly data?: readonly number[] } | null;
  return data !== null && typeof data === 'object' && data.type === 'Buffer' && Array.isArray(data.data)
    ? Buffer.from(data.data)
    : value;
}
