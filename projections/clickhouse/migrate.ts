/**
 * Brings the databases to what the files say. Safe to run at every start and by several processes at once:
 * every statement is idempotent. A file that changed after it ran is refused, because the tables would
 * silently stay as they were.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { databases, select, type ClickHouseClient, type Databases } from './client.ts';
import { MIGRATIONS } from './files.ts';
import { currentGeneration, generations, recordGeneration } from './generations.ts';

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
 * @param options.now epoch ms, for the books.
 * @returns names of the files that ran for the first time.
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
  const applied = await once(client, base, '', filesOf('base'));
  const known = await generations(client, db);
  const current = known.findLast((one) => one.state === 'current')?.generation ?? 1;
  applied.push(...(await migrateGeneration(client, db, current)));
  if (!known.some((one) => one.state === 'current')) {
    await recordGeneration(
      client,
      db,
      { generation: current, state: 'current', positions: {} },
      options.now(),
    );
  }
  await pointViewsAt(client, db, (await currentGeneration(client, db)).generation);
  if (options.server)
    for (const file of filesOf('server')) await run(client, file.text, databases(db, current));
  return applied;
}

/** Creates the tables of one generation. */
export async function migrateGeneration(
  client: ClickHouseClient,
  db: string,
  generation: number,
): Promise<readonly string[]> {
  const names = databases(db, generation);
  await run(client, `CREATE DATABASE IF NOT EXISTS {gen} ENGINE = Atomic`, names);
  return once(client, names, `g${generation}/`, filesOf('generation'));
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

async function once(
  client: ClickHouseClient,
  names: Databases,
  prefix: string,
  files: readonly SqlFile[],
): Promise<string[]> {
  const rows = await select<{ name: string; sha256: string }>(
    client,
    `SELECT name, sha256 FROM ${names.db}.schema_migrations FINAL`,
  );
  const known = new Map(rows.map((row) => [row.name, row.sha256]));
  const applied: string[] = [];
  for (const file of files) {
    const name = prefix + file.name;
    const sha256 = known.get(name);
    if (sha256 === file.sha256) continue;
    if (sha256 !== undefined) {
      throw new MigrationError(
        prefix === ''
          ? `${name} changed after it ran: put it back and add a new file with ALTER TABLE`
          : `${name} changed after it ran: \`signalpost rebuild tables\` builds a new generation with it`,
      );
    }
    await run(client, file.text, names);
    await client.insert({
      table: `${names.db}.schema_migrations`,
      format: 'JSONEachRow',
      values: [{ name, sha256: file.sha256 }],
      clickhouse_settings: { async_insert: 0, wait_end_of_query: 1 },
    });
    applied.push(name);
  }
  return applied;
}
