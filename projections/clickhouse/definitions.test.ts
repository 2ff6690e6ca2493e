import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_TABLES, TABLES } from '../registry.ts';
import { TOPIC_NAMES, topicRow } from '../../topics/catalogue.ts';
import { RETENTION_STEPS } from '../tables/log-archive.ts';
import { VIEWS } from '../views/all.ts';
import { createTable } from './ddl.ts';
import { dictionary, DICTIONARY } from './dictionary.ts';
import { MIGRATIONS, migrationFiles } from './files.ts';
import { statementOf } from './migrate.ts';

describe('tables and views', () => {
  it('every column says what it means', () => {
    const silent = [...TABLES, ...VIEWS].flatMap((one) =>
      Object.entries(one.columns)
        .filter(([, column]) => column.comment.trim().length < 4)
        .map(([name]) => `${one.name}.${name}`),
    );
    expect(silent).toEqual([]);
    expect([...TABLES, ...VIEWS].length).toBeGreaterThan(15);
  });

  it('the SQL files are what the definitions say', () => {
    for (const [file, text] of Object.entries(migrationFiles())) {
      expect({ file, text: readFileSync(path.join(MIGRATIONS, file), 'utf8') }).toEqual({ file, text });
    }
    const generated = new Set(Object.keys(migrationFiles()));
    const present = ['base', 'generation', 'views'].flatMap((folder) =>
      readdirSync(path.join(MIGRATIONS, folder)).map((name) => `${folder}/${name}`),
    );
    expect(present.filter((file) => !generated.has(file))).toEqual([]);
  });

  it('the archive lets every stream go, and keeps domain events', () => {
    const streams = TOPIC_NAMES.filter((topic) => topicRow(topic).retention !== 'domain');
    expect(RETENTION_STEPS.flat().toSorted()).toEqual(streams.toSorted());
  });

  it('the data dictionary is up to date', () => {
    expect(readFileSync(DICTIONARY, 'utf8')).toBe(dictionary());
  });

  it('tables of events are sorted by tenant first, and fold only the same event', () => {
    for (const table of EVENT_TABLES) {
      expect([table.name, table.orderBy[0], table.orderBy.at(-1)]).toEqual([
        table.name,
        'tenant_id',
        'event_id',
      ]);
    }
  });

  it('every table that holds what public authors wrote has an end', () => {
    const kept = TABLES.filter((table) => table.ttl === null).map((table) => table.name);
    expect(kept).toEqual(['metric_rollups']);
  });

  it('every table remembers tokens, and its DDL names what the sort order serves', () => {
    for (const table of TABLES) {
      const sql = createTable('{gen}', table);
      expect(sql).toContain('non_replicated_deduplication_window = ');
      expect(sql).toContain(`-- Sorted for: ${table.orderServes}.`);
    }
  });

  it('a database name that is not a plain word never reaches SQL', () => {
    expect(() => statementOf('DROP DATABASE {db}', { db: 'a; DROP TABLE b', gen: 'g' })).toThrow(
      'plain word',
    );
    expect(statementOf('SELECT 1 FROM {db}.a, {gen}.b', { db: 'x', gen: 'x_g1' })).toBe(
      'SELECT 1 FROM x.a, x_g1.b',
    );
  });
});
