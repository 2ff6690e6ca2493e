import { afterAll, describe, expect, it } from 'vitest';
import type { ClickHouseClient } from '@clickhouse/client';
import { clientOf, rowsOf, startEngine, temporaryDataDir, type EngineProcess } from './engine-process.ts';

/** SIGKILLs of the engine in the middle of inserts. More by CRASH_ROUNDS. */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 12);
const ROWS_PER_BATCH = 500;
const WRITERS = 3;

const SETTINGS = {
  async_insert: 0,
  deduplicate_insert: 'enable',
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_skip_unknown_fields: 0,
} as const;

const DEDUP = 'SETTINGS non_replicated_deduplication_window = 10000';

/** A source, a view that sums and one that copies: both kinds of target that the read models use. */
const DDL = [
  `CREATE TABLE IF NOT EXISTS events (batch UInt32, row UInt32, text String) ENGINE = MergeTree ORDER BY (batch, row) ${DEDUP}`,
  `CREATE TABLE IF NOT EXISTS per_batch (batch UInt32, n UInt64) ENGINE = SummingMergeTree ORDER BY batch ${DEDUP}`,
  'CREATE MATERIALIZED VIEW IF NOT EXISTS per_batch_view TO per_batch AS SELECT batch, count() AS n FROM events GROUP BY batch',
  `CREATE TABLE IF NOT EXISTS copies (batch UInt32, row UInt32) ENGINE = MergeTree ORDER BY (batch, row) ${DEDUP}`,
  'CREATE MATERIALIZED VIEW IF NOT EXISTS copies_view TO copies AS SELECT batch, row FROM events',
] as const;

/** Blank lines and a statement in the data: both were once read as SQL by another way into the engine. */
const batchRows = (batch: number) =>
  Array.from({ length: ROWS_PER_BATCH }, (_, row) => ({ batch, row, text: `r${row};\n\nDROP TABLE events` }));

async function insert(client: ClickHouseClient, batch: number): Promise<void> {
  await client.insert({
    table: 'events',
    columns: ['batch', 'row', 'text'],
    values: batchRows(batch),
    format: 'JSONEachRow',
    clickhouse_settings: { ...SETTINGS, insert_deduplication_token: `events:0:${batch}` },
  });
}

describe('a SIGKILL during inserts', () => {
  let engine: EngineProcess | undefined;
  const dir = temporaryDataDir();

  afterAll(async () => {
    await engine?.stop('SIGKILL');
    await (await dir).remove();
  });

  it(`loses no acknowledged batch and doubles none when the same token is sent again (${ROUNDS} kills)`, async () => {
    const acknowledged = new Set<number>();
    const uncertain: number[] = [];
    let next = 0;
    let retried = 0;
    let landedUnacknowledged = 0;
    let halfDone = 0;

    for (let round = 0; round < ROUNDS; round++) {
      engine = await startEngine((await dir).path);
      const client = clientOf(engine.url, { keep_alive: { enabled: false } });
      for (const query of DDL) await client.command({ query });

      // Everything that was acknowledged before the crash is here, before any retry.
      const found = new Map(
        (
          await rowsOf<{ batch: number; n: string }>(
            client,
            'SELECT batch, count() AS n FROM events GROUP BY batch',
          )
        ).map((row) => [row.batch, Number(row.n)] as const),
      );
      const lost = [...acknowledged].filter((batch) => found.get(batch) !== ROWS_PER_BATCH);
      expect(lost).toEqual([]);
      const copied = new Set(
        (await rowsOf<{ batch: number }>(client, 'SELECT DISTINCT batch FROM copies')).map(
          (row) => row.batch,
        ),
      );
      for (const batch of uncertain.splice(0)) {
        if (found.has(batch)) landedUnacknowledged++;
        if (found.has(batch) && !copied.has(batch)) halfDone++;
        await insert(client, batch);
        acknowledged.add(batch);
        retried++;
      }

      // Writers insert until the process dies under them; the one batch that each has open is uncertain.
      const inFlight = new Set<number>();
      const life = { dying: false };
      const writers = Array.from({ length: WRITERS }, async () => {
        while (!life.dying) {
          const batch = next++;
          inFlight.add(batch);
          try {
            await insert(client, batch);
          } catch (error) {
            if (!life.dying) throw error;
            return;
          }
          inFlight.delete(batch);
          acknowledged.add(batch);
        }
      });
      // Different moments of an insert: between spool and source, source and views, views and answer.
      await new Promise((resolve) => setTimeout(resolve, 150 + 37 * round));
      life.dying = true;
      await engine.stop('SIGKILL');
      await Promise.all(writers);
      uncertain.push(...inFlight);
      await client.close();
    }

    engine = await startEngine((await dir).path);
    const client = clientOf(engine.url);
    for (const batch of uncertain.splice(0)) {
      await insert(client, batch);
      acknowledged.add(batch);
      retried++;
    }
    // Once more, every one of them: a second answer to the same token must change nothing.
    for (const batch of acknowledged) await insert(client, batch);

    const counts = async (table: string, n: string) =>
      rowsOf<{ batch: number; n: string }>(
        client,
        `SELECT batch, ${n} AS n FROM ${table} GROUP BY batch ORDER BY batch`,
      );
    const wanted = [...acknowledged]
      .sort((a, b) => a - b)
      .map((batch) => ({ batch, n: String(ROWS_PER_BATCH) }));
    expect(await counts('events', 'toString(count())')).toEqual(wanted);
    expect(await counts('per_batch', 'toString(sum(n))')).toEqual(wanted);
    expect(await counts('copies', 'toString(count())')).toEqual(wanted);
    expect(await rowsOf(client, 'SELECT count() = uniqExact(batch, row) AS same FROM events')).toEqual([
      { same: 1 },
    ]);
    // The test would prove nothing if no kill ever hit an insert.
    expect(retried).toBeGreaterThan(0);
    process.stdout.write(
      `${JSON.stringify({ kills: ROUNDS, batches: acknowledged.size, retried, landedUnacknowledged, halfDone })}\n`,
    );
    await client.close();
  }, 600_000);
});
