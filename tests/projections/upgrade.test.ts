/**
 * An installation whose tables are of an earlier form is updated: nobody types anything, reads go on, and the
 * tables end with a row for every event, also for those that the log has let go since.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases, insertBlock, select } from '../../projections/clickhouse/client.ts';
import { MIGRATIONS } from '../../projections/clickhouse/files.ts';
import { generations, recordGeneration } from '../../projections/clickhouse/generations.ts';
import { statementOf } from '../../projections/clickhouse/migrate.ts';
import { eventBlocks } from '../../projections/clickhouse/sink/blocks.ts';
import { tablesGroup } from '../../projections/clickhouse/sink/open.ts';
import { rebuildTables } from '../../projections/rebuild/tables.ts';
import { MAPPER_VERSION, READ_MODELS } from '../../projections/registry.ts';
import { systemWaits } from '../../projections/waits.ts';
import { FIRST_ENGAGEMENTS } from './first-tables.ts';
import { eventually, startHarness, type Harness } from './harness.ts';
import { archived, letGo } from './retention.ts';
import { expectedRows, lifeOf, type Told } from './story.ts';

const root = path.resolve(import.meta.dirname, '../..');
let harness: Harness;
const lives: (readonly Told[])[] = [];

beforeAll(async () => {
  harness = await startHarness(['kafka', 'registry', 'redis', 'clickhouse', 'setup']);
});
afterAll(() => harness?.close());

async function live(count: number): Promise<void> {
  const at = Date.now();
  const more = Array.from({ length: count }, (_, n) => lifeOf(lives.length + n, at - n));
  lives.push(...more);
  await harness.write(more.flat());
}

/** What `up` runs. @throws with its output when it fails */
const migrate = (): Promise<unknown> =>
  promisify(execFile)(process.execPath, ['projections/clickhouse/migrate/main.ts'], {
    cwd: root,
    env: { ...process.env, ...harness.stack.env },
  });

/** Files that the first version did not have. */
const LATER = /_labels(_comments)?\.sql$|_refinements\.sql$|^base\/015/;

/** Databases as the first version left them: other engagements, no labels, its own book. */
async function firstVersion(): Promise<void> {
  const { client, db } = harness;
  const names = databases(db, 1);
  const run = (text: string): Promise<unknown> => client.command({ query: statementOf(text, names) });
  const files = (folder: string): readonly (readonly [string, string])[] =>
    readdirSync(path.join(MIGRATIONS, folder)).map((name) => [
      `${folder}/${name}`,
      readFileSync(path.join(MIGRATIONS, folder, name), 'utf8'),
    ]);
  await run('CREATE DATABASE IF NOT EXISTS {db} ENGINE = Atomic');
  await run('CREATE DATABASE IF NOT EXISTS {gen} ENGINE = Atomic');
  await run(`CREATE TABLE {db}.schema_migrations (name String, sha256 String, applied_at DateTime DEFAULT now())
ENGINE = ReplacingMergeTree ORDER BY name`);
  for (const [name, text] of [...files('base'), ...files('generation')]) {
    if (LATER.test(name)) continue;
    const first = name.endsWith('_engagements.sql') && !name.includes('rollup') ? FIRST_ENGAGEMENTS : text;
    await run(first);
    const prefix = name.startsWith('generation') ? 'g1/' : '';
    await client.insert({
      table: `${db}.schema_migrations`,
      format: 'JSONEachRow',
      values: [{ name: prefix + name, sha256: createHash('sha256').update(first).digest('hex') }],
    });
  }
  await recordGeneration(client, db, { generation: 1, state: 'current', positions: {} }, Date.now());
}

/** Rows of the first version's sink: what it knew of the events, and its group at the end of the log. */
async function firstSink(): Promise<void> {
  const { client, db, log } = harness;
  const known = await select<{ table: string; name: string }>(
    client,
    `SELECT table, name FROM system.columns WHERE database = '${db}_g1'`,
  );
  const topics = READ_MODELS.tables.topics;
  const ends = await log.offsets(topics);
  for (const { topic, partition, end } of ends) {
    for await (const records of log.read({ topic, partition, from: 0, to: end })) {
      const { blocks } = await eventBlocks(harness.codec)(records, MAPPER_VERSION);
      for (const { table, columns, rows } of blocks) {
        const had = new Set(known.filter((one) => one.table === table).map(({ name }) => name));
        if (had.size === 0) continue;
        const only = <V>(all: Readonly<Record<string, V>>): Record<string, V> =>
          Object.fromEntries(Object.entries(all).filter(([name]) => had.has(name)));
        const token = `${table}@${topic}/${partition}/${records[0]?.offset}`;
        await insertBlock(client, `${db}_g1.${table}`, only(columns), rows.map(only), token);
      }
    }
  }
  const member = { groupId: tablesGroup(1), memberId: '', generationId: -1 };
  await log.commitOffsets(
    member,
    ends.map(({ topic, partition, end }) => ({ topic, partition, offset: end })),
  );
}

async function archiveAll(): Promise<void> {
  const archive = harness.project(['archive']);
  await archived(harness);
  await archive.kill('SIGTERM');
}

const states = async (): Promise<readonly string[]> =>
  (await generations(harness.client, harness.db)).map((one) => `${one.generation} ${one.state}`);
const inGeneration = (generation: number, table: string): Promise<number> =>
  harness.count(`SELECT count() FROM ${harness.db}_g${generation}.${table}`);

describe('given an installation with the tables of the first version, whose log has let half go', () => {
  it('when it is updated, the old tables serve until the new ones hold a row for every event', async () => {
    await firstVersion();
    await live(300);
    await firstSink();
    await archiveAll();
    expect(await letGo(harness, 0.5)).toBeGreaterThan(500);

    await migrate();
    expect(await states()).toEqual(['1 current', '2 filling']);
    await migrate(); // at every start: nothing more is begun
    expect(await states()).toEqual(['1 current', '2 filling']);
    // The present views read the old tables: what is new is empty, what was there is there.
    expect(
      await harness.count(`SELECT countIf(text != '' AND emotion IS NULL) FROM ${harness.db}.v_engagements`),
    ).toBe(lives.length);
    const parts = { ...harness, waits: systemWaits, acceptDifferences: false, say: () => undefined };
    await expect(rebuildTables(parts)).rejects.toThrow('being filled by the sink');

    // Killed in the middle of it, and started again.
    const first = harness.project(['tables', 'archive']);
    await eventually(
      () => inGeneration(2, 'trail'),
      (rows) => rows > 0,
    );
    await first.kill('SIGKILL');
    const second = harness.project([]);
    await live(50);
    await eventually(states, (now) => now.join() === '1 retired,2 current', 100_000);
    for (const [table, rows] of Object.entries(expectedRows(lives))) {
      if (table === 'log_archive') continue;
      await eventually(
        () => inGeneration(2, table),
        (now) => now === rows,
      );
    }
    await eventually(
      async () => Promise.resolve(second.output()),
      (lines) => lines.includes('new tables serve now'),
    );
    expect(second.output()).not.toContain('said something else');
    const sums = `SELECT sum(value) FROM ${harness.db}.rollup_minutes WHERE metric = 'received'`;
    expect(await harness.count(sums)).toBe(lives.length);
    const analysed = `SELECT countIf(text != '' AND model_emotion = 'joy') FROM ${harness.db}.v_engagements`;
    expect(await harness.count(analysed)).toBe(lives.length);
    await migrate();
    expect(await states()).toEqual(['1 retired', '2 current']);
  }, 240_000);

  it('when the tables of an unfinished update are not wanted any more, they go', async () => {
    const { client, db } = harness;
    await recordGeneration(client, db, { generation: 3, state: 'filling', positions: {} }, Date.now());
    await client.command({ query: `CREATE DATABASE ${db}_g3 ENGINE = Atomic` });
    await migrate();
    expect(await states()).toEqual(['1 retired', '2 current', '3 retired']);
    expect(await harness.count(`SELECT count() FROM system.databases WHERE name = '${db}_g3'`)).toBe(0);
  });
});
