/**
 * The SQL files of `migrations/`, one statement a file, from the definitions. Run to write them:
 *
 *     node projections/clickhouse/files.ts
 *
 * `base/`        once, in `{db}`: what no rebuild makes anew (the archive, the book of generations)
 * `generation/`  once a generation, in `{gen}`: tables of events, sums, the views that add them up. May change:
 *                an installation with others gets a new generation (`migrate.ts`)
 * `views/`       after each swap, in `{db}`: what people query, over the current generation
 * `server/`      only on a ClickHouse server (written by hand): users, row policies, quotas
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EVENT_TABLES } from '../registry.ts';
import { archiveRetention, logArchive, RETENTION_STEPS } from '../tables/log-archive.ts';
import { ROLLUP_COLUMNS, ROLLUP_TABLE, ROLLUP_VIEWS } from '../tables/rollup-minutes.ts';
import { VIEWS } from '../views/all.ts';
import {
  changedComments,
  columnList,
  createMaterialised,
  createTable,
  createView,
  DEDUPLICATION_WINDOW,
} from './ddl.ts';

export const MIGRATIONS = path.join(import.meta.dirname, 'migrations');

const GENERATIONS = `-- Which generation of tables is current, and up to where a rebuild had filled it.
CREATE TABLE IF NOT EXISTS {db}.generations
(
  generation UInt32 COMMENT 'Number of the generation; its tables are in the database with this suffix.',
  state LowCardinality(String) COMMENT 'current, building or retired.',
  changed_at DateTime64(3, 'UTC') COMMENT 'When the state changed; the newest row of a generation counts.',
  positions String COMMENT 'JSON: topic and partition to the next offset, where the sink begins.'
)
ENGINE = MergeTree
ORDER BY (generation, changed_at)
COMMENT 'Generations of the event tables; see projections/rebuild.'
`;

/** A step of its own: a file that ran is never changed. */
const GENERATION_STATES = `ALTER TABLE {db}.generations COMMENT COLUMN state 'current, building (by a rebuild), filling (by the sink, after an update) or retired.'
`;

const ROLLUP = `-- How many of what in each minute? Sums of integers, kept by materialised views.
-- Sorted for: one metric of a workspace over a period.
CREATE TABLE IF NOT EXISTS {gen}.${ROLLUP_TABLE}
(
${columnList(ROLLUP_COLUMNS)}
)
ENGINE = SummingMergeTree(value)
ORDER BY (tenant_id, workspace_id, metric, minute, label)
SETTINGS non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW}
COMMENT 'How many of what in each minute?'
`;

/** Path below `migrations/` to the text of the file. */
export function migrationFiles(): Readonly<Record<string, string>> {
  const number = (index: number): string => String((index + 1) * 10).padStart(3, '0');
  return Object.fromEntries([
    ['base/010_generations.sql', GENERATIONS],
    ['base/015_generation_states.sql', GENERATION_STATES],
    ['base/020_log_archive.sql', createTable('{db}', logArchive)],
    ...RETENTION_STEPS.slice(1).map((_, index) => [
      `base/${number(index + 2)}_log_archive_retention.sql`,
      // What is there already gets it as parts are merged; nothing is rewritten at once.
      `ALTER TABLE {db}.${logArchive.name} MODIFY TTL ${archiveRetention(index + 2)} SETTINGS materialize_ttl_after_modify = 0\n`,
    ]),
    ...EVENT_TABLES.map((table, index) => [
      `generation/${number(index)}_${table.name}.sql`,
      createTable('{gen}', table),
    ]),
    [`generation/500_${ROLLUP_TABLE}.sql`, ROLLUP],
    ...Object.entries(ROLLUP_VIEWS).map(([name, select], index) => [
      `generation/${510 + index}_${name}.sql`,
      createMaterialised(name, ROLLUP_TABLE, select),
    ]),
    ...EVENT_TABLES.flatMap((table, index) => {
      const text = changedComments(table);
      return text === null ? [] : [[`generation/${600 + index}_${table.name}_comments.sql`, text]];
    }),
    ...VIEWS.map((view, index) => [`views/${number(index)}_${view.name}.sql`, createView(view)]),
  ]) as Record<string, string>;
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(migrationFiles())) {
    mkdirSync(path.dirname(path.join(MIGRATIONS, file)), { recursive: true });
    writeFileSync(path.join(MIGRATIONS, file), text);
  }
}
