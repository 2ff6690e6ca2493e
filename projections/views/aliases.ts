import type { View } from '../clickhouse/ddl.ts';
import type { Columns } from '../clickhouse/columns.ts';
import { EVENT_TABLES } from '../registry.ts';
import { ROLLUP_COLUMNS, ROLLUP_TABLE } from '../tables/rollup-minutes.ts';

const alias = (name: string, question: string, columns: Columns, from: string): View => ({
  name,
  question: `${question} (the current generation)`,
  columns: Object.fromEntries(
    Object.entries(columns).map(([column, { type, comment }]) => [column, { type, comment }]),
  ),
  from,
});

/** The tables under their plain names in `{db}`, whichever generation is current; duplicates folded. */
export const ALIASES: readonly View[] = [
  ...EVENT_TABLES.map((table) =>
    alias(table.name, table.question, table.columns, `{gen}.${table.name} FINAL`),
  ),
  {
    name: ROLLUP_TABLE,
    question: 'How many of what in each minute? (the current generation)',
    columns: Object.fromEntries(
      Object.entries(ROLLUP_COLUMNS).map(([column, { type, comment }]) => [
        column,
        { type, comment, ...(column === 'value' ? { sql: 'sum(r.value)' } : { sql: `r.${column}` }) },
      ]),
    ),
    from: `{gen}.${ROLLUP_TABLE} AS r
GROUP BY r.tenant_id, r.workspace_id, r.minute, r.metric, r.label`,
  },
];
