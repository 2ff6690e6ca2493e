/**
 * The data dictionary for analysts, from the same definitions as the DDL.
 *
 *     node projections/clickhouse/dictionary.ts           writes docs/DATA-DICTIONARY.md
 *     node projections/clickhouse/dictionary.ts --check   exits 1 when it is out of date
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TABLES } from '../registry.ts';
import { ROLLUP_COLUMNS, ROLLUP_TABLE } from '../tables/rollup-minutes.ts';
import { ANALYST_VIEWS } from '../views/all.ts';

export const DICTIONARY = path.join(import.meta.dirname, '..', '..', 'docs', 'DATA-DICTIONARY.md');

const cell = (text: string): string => text.replaceAll('|', '\\|');

function columns(
  list: Readonly<Record<string, { readonly type: string; readonly comment: string }>>,
): string[] {
  return [
    '| column | type | meaning |',
    '|---|---|---|',
    ...Object.entries(list).map(
      ([name, { type, comment }]) => `| \`${name}\` | ${cell(type)} | ${cell(comment)} |`,
    ),
    '',
  ];
}

export function dictionary(): string {
  return [
    '# Data dictionary',
    '',
    '<!-- Written by projections/clickhouse/dictionary.ts from the definitions of tables and views. Do not edit. -->',
    '',
    'Everything is in the database `signalpost` of ClickHouse. Begin with the views: one row per thing, duplicates',
    'folded, names that do not change. Every table of events is there under its plain name too; its rows are single',
    'events. Times are UTC. Always filter by `tenant_id`, and by time where there is one: the tables are sorted so.',
    '',
    '## Views',
    '',
    ...ANALYST_VIEWS.flatMap((view) => [`### ${view.name}`, '', view.question, '', ...columns(view.columns)]),
    '## Tables',
    '',
    ...TABLES.flatMap((table) => [
      `### ${table.name}`,
      '',
      table.question,
      '',
      `Sorted by \`${table.orderBy.join(', ')}\`: ${table.orderServes}.`,
      table.ttl === null ? 'Kept for ever.' : `Retention: ${table.ttl.why}.`,
      '',
      ...columns(table.columns),
    ]),
    `### ${ROLLUP_TABLE}`,
    '',
    'How many of what in each minute? Sums kept while events come in.',
    '',
    ...columns(ROLLUP_COLUMNS),
  ].join('\n');
}

if (import.meta.main) {
  const text = dictionary();
  if (process.argv.includes('--check')) {
    if (readFileSync(DICTIONARY, 'utf8') !== text) {
      console.error(
        'docs/DATA-DICTIONARY.md is out of date: run `node projections/clickhouse/dictionary.ts`.',
      );
      process.exit(1);
    }
  } else {
    mkdirSync(path.dirname(DICTIONARY), { recursive: true });
    writeFileSync(DICTIONARY, text);
  }
}
