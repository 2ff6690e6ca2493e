/**
 * How fast the sink and the views are, from Kafka, with every guarantee on. Starts a throw-away installation.
 *
 *     node tests/projections/bench-sink.ts [engagements]
 *
 * Prints one JSON line: rows per second of the tables (all tables of events together), of the archive,
 * records per second of the views, and of a rebuild.
 */
import { rebuildTables } from '../../projections/rebuild/tables.ts';
import { rebuildViews } from '../../projections/rebuild/views.ts';
import { systemWaits } from '../../projections/waits.ts';
import { eventually, startHarness } from './harness.ts';
import { expectedRows, lifeOf } from './story.ts';

const ENGAGEMENTS = Number(process.argv[2] ?? 20_000);
const WITHIN_MS = 600_000;

const harness = await startHarness();
try {
  const at = Date.now() - ENGAGEMENTS;
  let wanted: Record<string, number> = {};
  let events = 0;
  for (let from = 0; from < ENGAGEMENTS; from += 1_000) {
    const lives = Array.from({ length: Math.min(1_000, ENGAGEMENTS - from) }, (_, n) =>
      lifeOf(from + n, at + from + n),
    );
    await harness.write(lives.flat());
    events += lives.flat().length;
    for (const [table, rows] of Object.entries(expectedRows(lives)))
      wanted = { ...wanted, [table]: (wanted[table] ?? 0) + rows };
  }
  const tables = ['engagements', 'replies', 'attempts', 'trail'];
  const rowsOfTables = tables.reduce((sum, table) => sum + (wanted[table] ?? 0), 0);

  const timed = async (
    names: readonly string[],
    begun: () => Promise<boolean>,
    done: () => Promise<boolean>,
  ): Promise<number> => {
    const child = harness.project(names, { SIGNALPOST_LOG_LEVEL: 'warn' });
    await eventually(begun, (yes) => yes, WITHIN_MS); // joining the group is not the work
    const start = performance.now();
    await eventually(done, (yes) => yes, WITHIN_MS);
    const seconds = (performance.now() - start) / 1_000;
    await child.kill('SIGTERM');
    return seconds;
  };
  const count = (table: string, database = `${harness.db}_g1`): Promise<number> =>
    harness.count(`SELECT count() FROM ${database}.${table}`);
  const written = async (table: string, database?: string): Promise<boolean> =>
    (await count(table, database)) >= (wanted[table] ?? 0);

  const tablesSeconds = await timed(
    ['tables'],
    async () => (await count('trail')) > 0,
    async () => (await Promise.all(tables.map((table) => written(table)))).every(Boolean),
  );
  const archiveSeconds = await timed(
    ['archive'],
    async () => (await count('log_archive', harness.db)) > 0,
    () => written('log_archive', harness.db),
  );
  const inViews = (): Promise<number> => harness.redis.zcard('sp:1.1:{demo/acme}:all');
  const lag = async (): Promise<number> => {
    const stored = await harness.redis.hgetall('sp:1.1:epoch');
    const bounds = await harness.log.offsets([
      'reply.events',
      'reply.outcomes',
      'engagement.analyzed',
      'action.attempts',
    ]);
    return bounds.reduce(
      (sum, { topic, partition, end }) => sum + end - Number(stored[`${topic}/${partition}`] ?? 0),
      0,
    );
  };
  const viewsSeconds = await timed(
    ['views'],
    async () => (await inViews()) > 0,
    async () => (await lag()) === 0,
  );
  const parts = { ...harness, waits: systemWaits, acceptDifferences: false, say: () => undefined };
  const tablesAgain = await rebuildTables(parts);
  const viewsAgain = await rebuildViews(parts);
  console.log(
    JSON.stringify({
      engagements: ENGAGEMENTS,
      events,
      tables: {
        rows: rowsOfTables,
        seconds: tablesSeconds,
        rowsPerSecond: Math.round(rowsOfTables / tablesSeconds),
      },
      archive: { rows: events, seconds: archiveSeconds, rowsPerSecond: Math.round(events / archiveSeconds) },
      views: { records: events, seconds: viewsSeconds, recordsPerSecond: Math.round(events / viewsSeconds) },
      rebuild: [tablesAgain, viewsAgain].map(({ model, records, ms, equal }) => ({
        model,
        records,
        equal,
        recordsPerSecond: Math.round(records / (ms / 1_000)),
      })),
    }),
  );
} finally {
  await harness.close();
}
