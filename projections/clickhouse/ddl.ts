/**
 * SQL of tables and views from their definitions, as text. `node projections/clickhouse/ddl.ts` writes the
 * files in `migrations/`; a test says when they are out of date.
 *
 * Two kinds of database: `{db}` is what people query (views, the archive); `{gen}` holds one generation
 * of the tables that a rebuild makes anew (`{db}_g1`, `{db}_g2`, …).
 */
import type { Columns } from './columns.ts';
import type { Table } from './table.ts';

/**
 * Blocks whose tokens a table remembers. A flush is one block per lane and table, at most 5 in a second and
 * lane, so 20,000 blocks of three lanes are 22 minutes under full load; a lane that was assigned again
 * settles its pending range before it reads on, within the group's session timeout of 30 s.
 */
export const DEDUPLICATION_WINDOW = 20_000;

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function columnList(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, column]) => `  ${name} ${column.type} COMMENT ${quote(column.madeAs ?? column.comment)}`)
    .join(',\n');
}

/** Comments that changed after the table was made; null when none did. Touches no data. */
export function changedComments(table: Table): string | null {
  const changed = Object.entries(table.columns).filter(([, { madeAs }]) => madeAs !== undefined);
  if (changed.length === 0) return null;
  const parts = changed.map(([name, { comment }]) => `  COMMENT COLUMN ${name} ${quote(comment)}`);
  return `ALTER TABLE {gen}.${table.name}\n${parts.join(',\n')}\n`;
}

export function createTable(database: '{db}' | '{gen}', table: Table): string {
  const parts = [columnList(table.columns), ...(table.indexes ?? []).map((index) => `  ${index}`)];
  return [
    `-- ${table.question}`,
    `-- Sorted for: ${table.orderServes}.`,
    ...(table.ttl ? [`-- Retention: ${table.ttl.why}.`] : []),
    `CREATE TABLE IF NOT EXISTS ${database}.${table.name}`,
    `(\n${parts.join(',\n')}\n)`,
    'ENGINE = ReplacingMergeTree',
    ...(table.partitionBy ? [`PARTITION BY ${table.partitionBy}`] : []),
    `ORDER BY (${table.orderBy.join(', ')})`,
    ...(table.ttl ? [`TTL ${table.ttl.expression}`] : []),
    `SETTINGS non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW}`,
    `COMMENT ${quote(table.question)}`,
    '',
  ].join('\n');
}

/** How the comment of a column begins that an update added to tables of before: it is empty there. */
export const ADDED = 'Added by an update, empty in this generation. ';

/** Gives tables of before the columns that they lack, so that the present views can read them. */
export function addColumns(table: Table): string {
  const columns = Object.entries(table.columns).map(
    ([name, column]) =>
      `  ADD COLUMN IF NOT EXISTS ${name} ${column.type} COMMENT ${quote(ADDED + column.comment)}`,
  );
  return `ALTER TABLE {gen}.${table.name}\n${columns.join(',\n')}`;
}

export interface ViewColumn {
  /** Expression of the column; the column's own name when absent. */
  readonly sql?: string;
  readonly type: string;
  readonly comment: string;
}

export interface View {
  readonly name: string;
  readonly question: string;
  readonly columns: Readonly<Record<string, ViewColumn>>;
  /** All that follows FROM; `{gen}` is the generation's database. */
  readonly from: string;
}

/**
 * A view reads with the rights of whoever migrated: on a server, analysts may read views and not the tables below
 * (`migrations/server/`). The rows they see are still chosen by their own name.
 */
const RIGHTS = 'DEFINER = CURRENT_USER SQL SECURITY DEFINER';

export function createView(view: View): string {
  const columns = Object.entries(view.columns);
  return [
    `-- ${view.question}`,
    `CREATE OR REPLACE VIEW {db}.${view.name}`,
    `(\n${columns.map(([name, column]) => `  ${name} ${column.type} COMMENT ${quote(column.comment)}`).join(',\n')}\n)`,
    RIGHTS,
    'AS SELECT',
    columns.map(([name, column]) => `  ${column.sql ? `${column.sql} AS ` : ''}${name}`).join(',\n'),
    `FROM ${view.from}`,
    `COMMENT ${quote(view.question)}`,
    '',
  ].join('\n');
}

/** Materialised view into a table of sums; `select` gives exactly the target's columns. */
export function createMaterialised(name: string, target: string, select: string): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS {gen}.${name} TO {gen}.${target}\nAS ${select}\n`;
}
