/**
 * The promise of the sink: whatever crashes, every event is in every table exactly once, and in the sums of
 * the materialised views too.
 */
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { select } from '../../projections/clickhouse/client.ts';
import { ARCHIVE_GROUP, tablesGroup } from '../../projections/clickhouse/sink/open.ts';
import { READ_MODELS } from '../../projections/registry.ts';
import { TOPIC_NAMES, type TopicName } from '../../topics/catalogue.ts';
import { eventually, startHarness, type Harness } from './harness.ts';
import { expectedRows, lifeOf, type Told } from './story.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness?.close());

const KILLS = 8;
const PER_ROUND = 400;

/** Rows of a table without folding duplicates: a doubled insert would be counted. */
const physical = (table: string): Promise<number> =>
  harness.count(`SELECT count() FROM ${table === 'log_archive' ? harness.db : `${harness.db}_g1`}.${table}`);

/** All that was ever written, and when the first of it was; epoch ms. */
const lives: (readonly Told[])[] = [];
const began = Date.now();

/** Partitions where a group has not settled everything that is in the log. */
async function unsettled(groupId: string, topics: readonly TopicName[]): Promise<number> {
  const ends = await harness.log.offsets(topics);
  const committed = await harness.log.committed(groupId, topics);
  return ends.filter(({ topic, partition, end }) => {
    const own = committed.find((one) => one.topic === topic && one.partition === partition);
    return end > 0 && (own === undefined || own.offset < end || (own.metadata ?? '') !== '');
  }).length;
}

/** Lets a sink read and settle all that was written, then stops it in order. */
async function catchUp(): Promise<void> {
  const sink = harness.project(['tables', 'archive']);
  for (const [group, topics] of [
    [tablesGroup(1), READ_MODELS.tables.topics],
    [ARCHIVE_GROUP, TOPIC_NAMES],
  ] as const) {
    await eventually(
      () => unsettled(group, topics),
      (partitions) => partitions === 0,
      100_000,
    );
  }
  await sink.kill('SIGTERM');
}

async function expectExactlyOnce(): Promise<void> {
  const wanted = expectedRows(lives);
  for (const [table, rows] of Object.entries(wanted)) {
    expect([table, await physical(table)]).toEqual([table, rows]);
    const unique =
      table === 'log_archive' ? 'uniqExact(src_topic, src_partition, src_offset)' : 'uniqExact(event_id)';
    const where = table === 'log_archive' ? harness.db : `${harness.db}_g1`;
    expect([table, await harness.count(`SELECT ${unique} FROM ${where}.${table}`)]).toEqual([table, rows]);
  }
  const sum = (metric: string): Promise<number> =>
    harness.count(`SELECT sum(value) FROM ${harness.db}.rollup_minutes WHERE metric = '${metric}'`);
  expect(await sum('received')).toBe(lives.length);
  expect(await sum('sentiment')).toBe(lives.length);
  expect(await sum('reply')).toBe(wanted['replies']);
  expect(await sum('action')).toBe(wanted['attempts']);
}

describe('given load on the log and a sink that is killed again and again', () => {
  it('then every event is exactly once in every table and in every sum', async () => {
    const finished = new AbortController();
    const load = (async () => {
      for (let round = 0; !finished.signal.aborted; round++) {
        const batch = Array.from({ length: PER_ROUND / 10 }, (_, n) =>
          lifeOf(round * 1_000 + n, began + round),
        );
        lives.push(...batch);
        await harness.write(batch.flat());
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    })();
    let killed = 0;
    for (; killed < KILLS; killed++) {
      const sink = harness.project(['tables', 'archive']);
      const before = await physical('trail');
      // Killed in the middle of work: after it has begun to insert, at an uneven moment.
      await eventually(
        () => physical('trail'),
        (rows) => rows > before,
      );
      await new Promise((resolve) => setTimeout(resolve, (killed * 137) % 500));
      await sink.kill('SIGKILL');
    }
    finished.abort();
    await load;
    await catchUp();
    expect(killed).toBe(KILLS);
    expect(lives.length).toBeGreaterThan(PER_ROUND);
    await expectExactlyOnce();
  }, 480_000);
});

/** A table's folder, and what its deduplication log says that it has. */
async function logOf(table: string): Promise<{ readonly folder: string; readonly parts: readonly string[] }> {
  const database = table === 'log_archive' ? harness.db : `${harness.db}_g1`;
  const rows = await select<{ path: string }>(
    harness.client,
    `SELECT data_paths[1] AS path FROM system.tables WHERE database = '${database}' AND name = '${table}'`,
  );
  const folder = rows[0]!.path;
  const log = readFileSync(path.join(folder, 'deduplication_logs', 'deduplication_log_1.txt'), 'utf8');
  const parts = log.split('\n').filter((line) => line.startsWith('1\t'));
  return { folder, parts: parts.map((line) => line.split('\t')[1]!) };
}

/** Writes lives that were not there before. */
async function writeLives(scope: number): Promise<void> {
  const batch = Array.from({ length: 30 }, (_, n) => lifeOf(scope * 100_000 + n, began));
  lives.push(...batch);
  await harness.write(batch.flat());
}

describe('given an engine that ends between the token of a block and its part', () => {
  it.each([
    ['trail', 'tables'],
    ['rollup_minutes', 'tables'],
    ['log_archive', 'archive'],
  ])(
    'killed while it fills %s, then the pending range brings the rows',
    async (table, model) => {
      const database = table === 'log_archive' ? harness.db : `${harness.db}_g1`;
      const scope = table.length;
      let part: string | undefined;
      let folder = '';
      for (let round = 1; part === undefined; round++) {
        await catchUp();
        await harness.client.command({ query: `SYSTEM STOP MERGES ${database}.${table}` });
        const before = await logOf(table);
        await writeLives(scope * 10 + round);
        const sink = harness.project([model], { CRASH_AT: 'after-insert' });
        await once(sink.process, 'exit');
        const after = await logOf(table);
        // The first flush of a lane may hold no row for this table.
        if (after.parts.length > before.parts.length) part = after.parts.at(-1);
        folder = after.folder;
      }
      // What a SIGKILL at that moment leaves: the block is in the log, its part was never renamed into place.
      await harness.stack.halt('clickhouse');
      rmSync(path.join(folder, part), { recursive: true });
      await harness.stack.revive('clickhouse');
      await catchUp();
      await expectExactlyOnce();
    },
    240_000,
  );
});
