/**
 * The engine writes a block's token before it puts the block's part in place, for the table and for each
 * target of its views. Whatever ends it between the two: the same insert sent again must bring what is
 * missing and nothing else.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClickHouseClient } from '@clickhouse/client';
import { clientOf, rowsOf, startEngine, temporaryDataDir, type EngineProcess } from './engine-process.ts';

const DEDUP = 'SETTINGS non_replicated_deduplication_window = 100';
const DDL = [
  `CREATE TABLE events (batch UInt32, row UInt32) ENGINE = ReplacingMergeTree ORDER BY (batch, row) ${DEDUP}`,
  `CREATE TABLE per_batch (batch UInt32, n UInt64) ENGINE = SummingMergeTree ORDER BY batch ${DEDUP}`,
  'CREATE MATERIALIZED VIEW per_batch_view TO per_batch AS SELECT batch, count() AS n FROM events GROUP BY batch',
  `CREATE TABLE copies (batch UInt32, row UInt32) ENGINE = MergeTree PARTITION BY row ORDER BY batch ${DEDUP}`,
  'CREATE MATERIALIZED VIEW copies_view TO copies AS SELECT batch, row FROM events',
] as const;
const TABLES = ['events', 'per_batch', 'copies'] as const;

const ROWS = 3;
const insert = (client: ClickHouseClient, batch: number) =>
  client.insert({
    table: 'events',
    values: Array.from({ length: ROWS }, (_, row) => ({ batch, row })),
    format: 'JSONEachRow',
    clickhouse_settings: {
      async_insert: 0,
      deduplicate_insert: 'enable',
      deduplicate_blocks_in_dependent_materialized_views: 1,
      insert_deduplication_token: `events:${batch}`,
    },
  });

/** What every table says about each batch. */
const counts = async (client: ClickHouseClient) =>
  rowsOf<{ batch: number; events: number; sums: number; copies: number }>(
    client,
    `SELECT batch, toUInt32(countIf(t = 'e')) AS events, toUInt32(sumIf(n, t = 's')) AS sums, toUInt32(countIf(t = 'c')) AS copies
     FROM (SELECT batch, 1 AS n, 'e' AS t FROM events UNION ALL SELECT batch, n, 's' FROM per_batch
           UNION ALL SELECT batch, 1, 'c' FROM copies) GROUP BY batch ORDER BY batch`,
  );
const exact = (batches: number) =>
  Array.from({ length: batches }, (_, n) => ({ batch: n + 1, events: ROWS, sums: ROWS, copies: ROWS }));

const folderOf = async (client: ClickHouseClient, table: string): Promise<string> => {
  const where = `database = 'signalpost' AND name = '${table}'`;
  const rows = await rowsOf<{ path: string }>(
    client,
    `SELECT data_paths[1] AS path FROM system.tables WHERE ${where}`,
  );
  return rows[0]!.path;
};
const logOf = (folder: string): string => join(folder, 'deduplication_logs', 'deduplication_log_1.txt');
const lastPartIn = (folder: string): string =>
  readFileSync(logOf(folder), 'utf8').trim().split('\n').at(-1)!.split('\t')[1]!;

describe('an insert that is sent again', () => {
  let engine: EngineProcess;
  let client: ClickHouseClient;
  let dir: Awaited<ReturnType<typeof temporaryDataDir>>;

  const open = async (): Promise<void> => {
    engine = await startEngine(dir.path);
    client = clientOf(engine.url, { keep_alive: { enabled: false } });
  };
  const close = async (): Promise<void> => {
    await client.close();
    await engine.stop('SIGKILL');
  };
  beforeEach(async () => {
    dir = await temporaryDataDir();
    await open();
    for (const query of DDL) await client.command({ query });
    // Parts stay as they are inserted, so that the newest one can be named.
    for (const table of TABLES) await client.command({ query: `SYSTEM STOP MERGES ${table}` });
    for (const batch of [1, 2]) await insert(client, batch);
  });
  afterEach(async () => {
    await close();
    await dir.remove();
  });

  it.each(TABLES)('is whole after a kill between the token and the part of %s', async (table) => {
    await insert(client, 3);
    expect(await counts(client)).toEqual(exact(3));
    const folder = await folderOf(client, table);
    await close();
    // What such a kill leaves: the log names the part, and its folder was never renamed into place.
    const part = lastPartIn(folder);
    expect(readdirSync(folder)).toContain(part);
    rmSync(join(folder, part), { recursive: true });

    await open();
    expect(await counts(client)).not.toEqual(exact(3));
    await insert(client, 3);
    expect(await counts(client)).toEqual(exact(3));
    expect(engine.output()).toContain('blocks were known without their rows');
    // It is one insert for ever: not known twice, nor forgotten by the next start.
    await insert(client, 3);
    await close();
    await open();
    for (const batch of [1, 2, 3]) await insert(client, batch);
    expect(engine.output()).not.toContain('blocks were known without their rows');
    expect(await counts(client)).toEqual(exact(3));
  });

  it.each(TABLES)('is whole after the part of %s could not be put in place', async (table) => {
    const folder = await folderOf(client, table);
    // A file of that name is in the way of the rename, at every level that the part may have.
    const blocks = readdirSync(folder)
      .map((name) => /^(.+)_(\d+)_\2_\d+$/.exec(name))
      .filter((name) => name !== null);
    const next = Math.max(...blocks.map((name) => Number(name[2]))) + 1;
    const inTheWay = blocks
      .flatMap((name) => Array.from({ length: ROWS }, (_, n) => `${name[1]}_${next + n}_${next + n}`))
      .flatMap((name) => [`${name}_0`, `${name}_1`])
      .map((name) => join(folder, name));
    for (const file of inTheWay) writeFileSync(file, '');

    const ended = new Promise((resolve) => engine.child.once('exit', (_, signal) => resolve(signal)));
    // No answer at all: one that says "failed" would be followed by the same insert, taken for a duplicate.
    await expect(insert(client, 3)).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await ended).toBe('SIGKILL');
    expect(engine.output()).toContain('an insert failed with its token written and its rows not');
    for (const file of inTheWay) rmSync(file, { force: true });
    await open();
    await insert(client, 3);
    expect(await counts(client)).toEqual(exact(3));
  });

  it('is whole after a record of the log was cut off, and so is what comes after it', async () => {
    const folder = await folderOf(client, 'events');
    await close();
    writeFileSync(logOf(folder), '1\tall_3_3', { flag: 'a' });
    await open();
    await insert(client, 3);
    expect(engine.output()).toContain('ended in half a line');
    await close();
    await open();
    for (const batch of [1, 2, 3]) await insert(client, batch);
    expect(await counts(client)).toEqual(exact(3));
  });

  it('leaves the folder alone while another engine has it open', async () => {
    const folder = await folderOf(client, 'events');
    const before = readFileSync(logOf(folder), 'utf8');
    rmSync(join(folder, lastPartIn(folder)), { recursive: true });
    await expect(startEngine(dir.path)).rejects.toThrow(/only one process may/);
    expect(readFileSync(logOf(folder), 'utf8')).toBe(before);
  });
});
