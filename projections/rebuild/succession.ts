/**
 * After an update the sink fills a new generation of tables from the archive and the log (`clickhouse/migrate.ts`
 * begins it). This watches how far it is, compares it with the old one, and swaps when it has caught up.
 */
import type { Log } from '../../topics/log/port.ts';
import { tableChecksum } from '../checksum.ts';
import { databases, select, type ClickHouseClient } from '../clickhouse/client.ts';
import { ADDED } from '../clickhouse/ddl.ts';
import { generations, recordGeneration, type Generation, type Positions } from '../clickhouse/generations.ts';
import { pointViewsAt, tablesMadeWith } from '../clickhouse/migrate.ts';
import { ARCHIVE_GROUP, tablesGroup } from '../clickhouse/sink/open.ts';
import { EVENT_TABLES, READ_MODELS } from '../registry.ts';
import type { Waits } from '../wait.ts';
import type { Comparison } from './tables.ts';

/** An end of the log that was reached this soon after it was asked for counts as caught up, ms. */
const CAUGHT_UP_MS = 10_000;

export interface Succession {
  readonly from: number;
  readonly to: number;
  /** Over the columns that both have, up to where the old sink had come. Differences do not hold up the swap. */
  readonly comparisons: readonly Comparison[];
}

export interface SuccessionParts {
  readonly log: Log;
  readonly client: ClickHouseClient;
  readonly db: string;
  readonly waits: Waits;
}

/**
 * Asked now and then while a generation is filled; the log grows meanwhile, so each goal that was reached late
 * is followed by another. Several processes may do this at once: every step may be done twice.
 * @returns null while the generation is behind.
 */
export function newSuccession(parts: SuccessionParts): (filling: Generation) => Promise<Succession | null> {
  let goal: { readonly end: Positions; readonly setAt: number } | null = null;
  return async (filling) => {
    goal ??= { end: await reachable(parts.log), setAt: parts.waits.now() };
    const at = await committedOf(parts.log, filling.generation);
    if (Object.entries(goal.end).some(([name, end]) => end > (at[name] ?? 0))) return null;
    const soon = parts.waits.now() - goal.setAt <= CAUGHT_UP_MS;
    goal = null;
    return soon ? swap(parts, filling) : null;
  };
}

/** Ends of the log that the sink comes to: of what neither log nor archive holds any more it commits nothing. */
async function reachable(log: Log): Promise<Positions> {
  const { topics } = READ_MODELS.tables;
  const [bounds, archived] = await Promise.all([log.offsets(topics), log.committed(ARCHIVE_GROUP, topics)]);
  const inArchive = new Set(archived.map(({ topic, partition }) => `${topic}/${partition}`));
  return Object.fromEntries(
    bounds
      .map(({ topic, partition, start, end }) => ({ name: `${topic}/${partition}`, start, end }))
      .filter(({ name, start, end }) => end > start || inArchive.has(name))
      .map(({ name, end }) => [name, end]),
  );
}

async function swap(parts: SuccessionParts, filling: Generation): Promise<Succession> {
  const { client, db, waits } = parts;
  const current = (await generations(client, db)).findLast((one) => one.state === 'current');
  const comparisons = current ? await compare(parts, current, filling) : [];
  // Of two that are current the higher counts: whoever dies between these leaves nothing undone that matters.
  await pointViewsAt(client, db, filling.generation);
  await recordGeneration(client, db, { ...filling, state: 'current' }, waits.now());
  if (current) await recordGeneration(client, db, { ...current, state: 'retired' }, waits.now());
  return { from: current?.generation ?? 0, to: filling.generation, comparisons };
}

/**
 * What the old tables hold against the same records in the new ones. A difference is told, and does not stop the
 * swap: nothing writes the old tables any more, and mappers that changed on purpose differ.
 */
async function compare(
  { client, db, log }: SuccessionParts,
  old: Generation,
  filling: Generation,
): Promise<readonly Comparison[]> {
  const positions = { ...old.positions, ...(await committedOf(log, old.generation)) };
  const [was, is] = [databases(db, old.generation).gen, databases(db, filling.generation).gen];
  const made = await tablesMadeWith(client, db, old.generation);
  const comparisons: Comparison[] = [];
  for (const table of EVENT_TABLES.filter(({ name }) => made.has(name))) {
    const columns = await commonColumns(client, was, table.name, Object.keys(table.columns));
    const [current, rebuilt] = [
      await tableChecksum(client, was, table, positions, columns),
      await tableChecksum(client, is, table, positions, columns),
    ];
    const equal = current.digest === rebuilt.digest && current.rows === rebuilt.rows;
    comparisons.push({ name: table.name, current, rebuilt, equal });
  }
  return comparisons;
}

/** Columns that the old table was made with; the update added the others, empty. */
async function commonColumns(
  client: ClickHouseClient,
  database: string,
  table: string,
  columns: readonly string[],
): Promise<readonly string[]> {
  const rows = await select<{ name: string }>(
    client,
    `SELECT name FROM system.columns
WHERE database = {database:String} AND table = {table:String} AND NOT startsWith(comment, {added:String})`,
    { database, table, added: ADDED },
  );
  const had = new Set(rows.map(({ name }) => name));
  return columns.filter((name) => had.has(name));
}

async function committedOf(log: Log, generation: number): Promise<Positions> {
  const committed = await log.committed(tablesGroup(generation), READ_MODELS.tables.topics);
  return Object.fromEntries(
    committed.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]),
  );
}
