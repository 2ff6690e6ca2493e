/**
 * Brings the databases to what the files say. Safe to run at every start and by several processes at once:
 * every statement is idempotent. A file of `base/` that changed after it ran is refused, because the tables
 * would silently stay as they were; tables of events get a new generation.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ClickHouseError } from '@clickhouse/client';
import { EVENT_TABLES, MAPPER_VERSION } from '../registry.ts';
import { databases, select, type ClickHouseClient, type Databases } from './client.ts';
import { addColumns, createTable } from './ddl.ts';
import { MIGRATIONS } from './files.ts';
import { generations, recordGeneration, type Generation } from './generations.ts';

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

interface SqlFile {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

function filesOf(folder: 'base' | 'generation' | 'views' | 'server'): readonly SqlFile[] {
  return readdirSync(path.join(MIGRATIONS, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(MIGRATIONS, folder, name), 'utf8');
      return { name: `${folder}/${name}`, text, sha256: createHash('sha256').update(text).digest('hex') };
    });
}

/** The statement of a file for these databases. Names are checked: they cannot be bound as parameters. */
export function statementOf(text: string, names: Databases): string {
  for (const name of [names.db, names.gen]) {
    if (!/^\w+$/.test(name))
      throw new MigrationError(`database name ${JSON.stringify(name)} is not a plain word`);
  }
  return text.replaceAll('{db}', names.db).replaceAll('{gen}', names.gen);
}

/**
 * Tables of another form than the files', or made by other mappers, are never changed in place: a new
 * generation is created beside them and the sink fills it (`projections/rebuild/succession.ts` swaps). Until
 * then the old one serves what it holds, with empty columns for what is new.
 *
 * @param options.now epoch ms, for the books.
 * @returns names of the files that ran for the first time, and what else was done, in words.
 * @throws MigrationError naming the file and what to do.
 */
export async function migrate(
  client: ClickHouseClient,
  db: string,
  options: { readonly now: () => number; readonly server?: boolean },
): Promise<readonly string[]> {
  const base = databases(db, 0);
  await run(client, `CREATE DATABASE IF NOT EXISTS {db} ENGINE = Atomic`, base);
  await run(client, BOOK, base);
  const done = await once(client, base, filesOf('base'));
  const known = await generations(client, db);
  const current = known.findLast((one) => one.state === 'current');
  if (current === undefined) {
    done.push(...(await migrateGeneration(client, db, 1)));
    await recordGeneration(client, db, { generation: 1, state: 'current', positions: {} }, options.now());
  } else {
    done.push(...(await succeed(client, db, known, current.generation, options.now)));
  }
  done.push(...(await pointViews(client, db, current?.generation ?? 1)));
  if (options.server)
    for (const file of filesOf('server'))
      await run(client, file.text, databases(db, current?.generation ?? 1));
  return done;
}

/** Begins a generation of the present form where the current one has another; gives up one that nobody wants. */
async function succeed(
  client: ClickHouseClient,
  db: string,
  known: readonly Generation[],
  current: number,
  now: () => number,
): Promise<readonly string[]> {
  const done: string[] = [];
  const wanted = (await drift(client, db, current)).length > 0;
  let begun = false;
  for (const filling of known.filter((one) => one.state === 'filling')) {
    if (wanted && (await drift(client, db, filling.generation)).length === 0) {
      begun = true;
      continue;
    }
    await recordGeneration(client, db, { ...filling, state: 'retired' }, now());
    await run(client, `DROP DATABASE IF EXISTS {gen} SYNC`, databases(db, filling.generation));
    done.push(`generation ${filling.generation} is given up: the update that began it is not this one`);
  }
  if (!wanted) return done;
  await makeReadable(client, databases(db, current));
  if (begun) return done;
  // Never a number again: the sink's group of the generation remembers how far it was filled.
  const next = Math.max(...known.map((one) => one.generation)) + 1;
  done.push(...(await migrateGeneration(client, db, next)));
  await recordGeneration(client, db, { generation: next, state: 'filling', positions: {} }, now());
  done.push(`generation ${next} is filled by the sink; ${current} serves until it has caught up`);
  return done;
}

/** Files, or the mappers, by which this generation was not made; none when it is of the present form. */
async function drift(client: ClickHouseClient, db: string, generation: number): Promise<readonly string[]> {
  const book = await bookOf(client, db);
  return entriesOf(generation)
    .filter(({ name, sha256 }) => book.get(name) !== sha256)
    .map(({ name }) => name);
}

/** What the book holds of a generation of the present form. */
function entriesOf(generation: number): readonly SqlFile[] {
  const version = String(MAPPER_VERSION);
  return [...filesOf('generation'), { name: 'mappers', text: '', sha256: version }].map((file) => ({
    ...file,
    name: `g${generation}/${file.name}`,
  }));
}

/** Columns and tables that the old generation lacks are added empty: the present views read it too. */
async function makeReadable(client: ClickHouseClient, names: Databases): Promise<void> {
  for (const table of EVENT_TABLES) {
    await run(client, createTable('{gen}', table), names);
    await run(client, addColumns(table), names);
  }
  for (const file of filesOf('generation')) await run(client, file.text, names);
}

/** Views of the present form, where the tables allow it; else those of before stay until the swap. */
async function pointViews(
  client: ClickHouseClient,
  db: string,
  generation: number,
): Promise<readonly string[]> {
  try {
    await pointViewsAt(client, db, generation);
    return [];
  } catch (error) {
    if (!(error instanceof ClickHouseError) || (await drift(client, db, generation)).length === 0)
      throw error;
    return [`views stay as they were until the swap: ${error.message.slice(0, 200)}`];
  }
}

/** Creates the tables of a generation that is not current; what is left of a try of another form goes first. */
export async function migrateGeneration(
  client: ClickHouseClient,
  db: string,
  generation: number,
): Promise<readonly string[]> {
  const names = databases(db, generation);
  const book = await bookOf(client, db);
  const entries = entriesOf(generation);
  const other = entries.some(({ name, sha256 }) => (book.get(name) ?? sha256) !== sha256);
  if (other) await run(client, `DROP DATABASE IF EXISTS {gen} SYNC`, names);
  await run(client, `CREATE DATABASE IF NOT EXISTS {gen} ENGINE = Atomic`, names);
  const done: string[] = [];
  for (const { name, text, sha256 } of entries) {
    if (!other && book.get(name) === sha256) continue;
    if (text !== '') await run(client, text, names);
    await note(client, names.db, name, sha256);
    done.push(name);
  }
  return done;
}

/** Whether every view that reads tables of a generation reads those of this one. */
export async function viewsPointAt(
  client: ClickHouseClient,
  db: string,
  generation: number,
): Promise<boolean> {
  const [row] = await select<{ readonly elsewhere: number }>(
    client,
    `SELECT countIf(generation NOT IN ('', {generation:String})) AS elsewhere
     FROM (SELECT extract(create_table_query, {pattern:String}) AS generation
           FROM system.tables WHERE database = {db:String} AND engine = 'View')`,
    { db, generation: String(generation), pattern: `${db}_g([0-9]+)[.]` },
  );
  return (row?.elsewhere ?? 0) === 0;
}

/** The swap: from here on every view reads this generation. */
export async function pointViewsAt(client: ClickHouseClient, db: string, generation: number): Promise<void> {
  for (const file of filesOf('views')) await run(client, file.text, databases(db, generation));
}

const BOOK = `CREATE TABLE IF NOT EXISTS {db}.schema_migrations
(
  name String COMMENT 'File, with its generation.',
  sha256 String COMMENT 'Digest of the file when it ran.',
  applied_at DateTime DEFAULT now() COMMENT 'When it ran.'
)
ENGINE = ReplacingMergeTree
ORDER BY name
COMMENT 'Which SQL files ran.'`;

async function run(client: ClickHouseClient, text: string, names: Databases): Promise<void> {
  await client.command({ query: statementOf(text, names), clickhouse_settings: { wait_end_of_query: 1 } });
}

async function bookOf(client: ClickHouseClient, db: string): Promise<ReadonlyMap<string, string>> {
  const rows = await select<{ name: string; sha256: string }>(
    client,
    `SELECT name, sha256 FROM ${db}.schema_migrations FINAL`,
  );
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

async function note(client: ClickHouseClient, db: string, name: string, sha256: string): Promise<void> {
  await client.insert({
    table: `${db}.schema_migrations`,
    format: 'JSONEachRow',
    values: [{ name, sha256 }],
    clickhouse_settings: { async_insert: 0, wait_end_of_query: 1 },
  });
}

async function once(
  client: ClickHouseClient,
  names: Databases,
  files: readonly SqlFile[],
): Promise<string[]> {
  const book = await bookOf(client, names.db);
  const applied: string[] = [];
  for (const { name, text, sha256 } of files) {
    const known = book.get(name);
    if (known === sha256) continue;
    if (known !== undefined) {
      throw new MigrationError(
        `${name} changed after it ran: put it back and add a new file with ALTER TABLE`,
      );
    }
    await run(client, text, names);
    await note(client, names.db, name, sha256);
    applied.push(name);
  }
  return applied;
}

/** Tables of events that the generation was made with; what an update added later is not among them. */
export async function tablesMadeWith(
  client: ClickHouseClient,
  db: string,
  generation: number,
): Promise<ReadonlySet<string>> {
  const prefix = new RegExp(`^g${generation}/generation/\\d+_(\\w+)\\.sql$`);
  const names = [...(await bookOf(client, db)).keys()].map((name) => prefix.exec(name)?.[1]);
  return new Set(names.filter((name): name is string => name !== undefined));
}
