/** Every read model can be dropped and rebuilt to the same checksum, also while events keep coming. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentGeneration } from '../../projections/clickhouse/generations.ts';
import { pointViewsAt, viewsPointAt } from '../../projections/clickhouse/migrate.ts';
import { currentView } from '../../projections/read/reads.ts';
import { viewChecksum } from '../../projections/checksum.ts';
import { rebuildTables } from '../../projections/rebuild/tables.ts';
import { rebuildViews } from '../../projections/rebuild/views.ts';
import { epochKey } from '../../projections/redis/keys.ts';
import { systemWaits } from '../../projections/waits.ts';
import { eventually, startHarness, type Harness } from './harness.ts';
import { expectedRows, lifeOf, type Told } from './story.ts';

let harness: Harness;
let running: ReturnType<Harness['project']>;
const lives: (readonly Told[])[] = [];
const say = (): void => undefined;

beforeAll(async () => {
  harness = await startHarness();
  running = harness.project([]);
});
afterAll(() => harness?.close());

async function live(count: number): Promise<void> {
  const at = Date.now();
  const more = Array.from({ length: count }, (_, n) => lifeOf(lives.length + n, at - n));
  lives.push(...more);
  await harness.write(more.flat());
}

const rows = (table: string) => (): Promise<number> =>
  harness.count(`SELECT count() FROM ${harness.db}.${table}`);
const engagementsInRedis = async (): Promise<number> =>
  harness.redis.zcard(`sp:${await currentView(harness.redis)}:{demo/acme}:all`);

describe('given read models that are being written', () => {
  it('when the tables are rebuilt with another batch size, the checksums are equal and the swap loses nothing', async () => {
    await live(300);
    await eventually(rows('trail'), (n) => n === expectedRows(lives)['trail']);
    const parts = { ...harness, waits: systemWaits, acceptDifferences: false, say };
    const report = await rebuildTables({
      ...parts,
      limits: { records: 17, bytes: 1_000_000, concurrency: 2 },
    });
    expect(report.comparisons.filter((one) => !one.equal)).toEqual([]);
    expect(report.comparisons.find((one) => one.name === 'trail')?.rebuilt.rows).toBe(
      expectedRows(lives)['trail'],
    );
    expect(report.swapped).toBe(true);
    expect((await currentGeneration(harness.client, harness.db)).generation).toBe(2);
    // The running sink follows the swap; what comes after it arrives once.
    await live(100);
    for (const table of ['trail', 'engagements', 'replies', 'attempts']) {
      await eventually(rows(table), (n) => n === expectedRows(lives)[table]);
    }
    expect(await harness.count(`SELECT count() FROM ${harness.db}_g2.trail`)).toBe(
      expectedRows(lives)['trail'],
    );
    expect(
      await harness.count(`SELECT sum(value) FROM ${harness.db}.rollup_minutes WHERE metric = 'received'`),
    ).toBe(lives.length);
  }, 120_000);

  it('when the swap died before the views were pointed at the new tables, a restart points them there', async () => {
    await pointViewsAt(harness.client, harness.db, 1);
    expect(await viewsPointAt(harness.client, harness.db, 2)).toBe(false);
    await running.kill('SIGTERM');
    running = harness.project([]);
    await eventually(
      () => viewsPointAt(harness.client, harness.db, 2),
      (there) => there,
    );
    expect(await rows('v_trail')()).toBe(expectedRows(lives)['trail']);
  }, 120_000);

  it('when a table was tampered with, the difference is found and nothing is swapped', async () => {
    await harness.client.command({
      query: `ALTER TABLE ${harness.db}_g2.replies DELETE WHERE event_type = 'ReplyHeld' SETTINGS mutations_sync = 1`,
    });
    const report = await rebuildTables({ ...harness, waits: systemWaits, acceptDifferences: false, say });
    expect(report.comparisons.filter((one) => !one.equal).map((one) => one.name)).toEqual(['replies']);
    expect(report.swapped).toBe(false);
    expect((await currentGeneration(harness.client, harness.db)).generation).toBe(2);
  }, 120_000);

  it('when the views are rebuilt with another batch size, they are equal to the byte and the projection follows', async () => {
    await eventually(engagementsInRedis, (n) => n === lives.length);
    const report = await rebuildViews({
      ...harness,
      waits: systemWaits,
      acceptDifferences: false,
      say,
      limits: { records: 13, bytes: 1_000_000, concurrency: 2 },
    });
    expect(report.comparisons).toMatchObject([{ equal: true }]);
    expect(report.comparisons[0]?.rebuilt.rows).toBeGreaterThan(lives.length);
    expect(await currentView(harness.redis)).toBe('1.2');
    await live(50);
    await eventually(engagementsInRedis, (n) => n === lives.length);
  }, 120_000);

  it('when both views do not fit into Redis, it says so, leaves nothing behind, and the running one goes on', async () => {
    const { redis } = harness;
    const view = await currentView(redis);
    const [, used = '0'] = /^used_memory:(\d+)/m.exec(await redis.info('memory')) ?? [];
    await redis.config('SET', 'maxmemory', Number(used) + 500_000);
    try {
      const rebuilding = rebuildViews({ ...harness, waits: systemWaits, acceptDifferences: false, say });
      await expect(rebuilding).rejects.toThrow(/^Redis is full: .*SIGNALPOST_REDIS_MB/);
      expect(await currentView(redis)).toBe(view);
      expect(await redis.keys('sp:1.3:*')).toEqual([]);
      await live(5);
      await eventually(engagementsInRedis, (n) => n === lives.length);
    } finally {
      await redis.config('SET', 'maxmemory', 0);
    }
  }, 120_000);

  it('when Redis is emptied, the views come back equal by themselves', async () => {
    const view = await currentView(harness.redis);
    const settled = async (): Promise<string> => {
      const one = await viewChecksum(harness.redis, view);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const two = await viewChecksum(harness.redis, view);
      return one.digest === two.digest ? one.digest : 'moving';
    };
    const before = await eventually(settled, (digest) => digest !== 'moving');
    // Loses the name of the current view too: the first one is current then, and is filled from nothing.
    await harness.redis.flushall();
    expect(await harness.redis.exists(epochKey(view))).toBe(0);
    await eventually(engagementsInRedis, (n) => n === lives.length);
    const again = await currentView(harness.redis);
    // Names of keys are digested without the view's name: equal content is an equal digest.
    await eventually(
      async () => (await viewChecksum(harness.redis, again)).digest,
      (digest) => digest === before,
    );
  }, 120_000);
});
