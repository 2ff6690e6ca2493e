/**
 * The promise of the sink: whatever crashes, every event is in every table exactly once, and in the sums of
 * the materialised views too.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startHarness, type Harness } from './harness.ts';
import { expectedRows, lifeOf, type Told } from './story.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness?.close());

const KILLS = 8;
const PER_ROUND = 400;

/** Rows of a table without folding duplicates: a doubled insert would be counted. */
const physical = (table: string): Promise<number> =>
  harness.count(`SELECT count() FROM ${table === 'log_archive' ? harness.db : `${harness.db}_g1`}.${table}`);

describe('given load on the log and a sink that is killed again and again', () => {
  it('then every event is exactly once in every table and in every sum', async () => {
    const lives: (readonly Told[])[] = [];
    const at = Date.now();
    const finished = new AbortController();
    const load = (async () => {
      for (let round = 0; !finished.signal.aborted; round++) {
        const batch = Array.from({ length: PER_ROUND / 10 }, (_, n) => lifeOf(round * 1_000 + n, at + round));
        lives.push(...batch);
        await harness.write(batch.flat());
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    })();
    let killed = 0;
    for (; killed < KILLS; killed++) {
      const sink = harness.project(['tables', 'archive']);
      const before = await physical('trail');
      // Killed in the middle of work: after it has begun to insert, at an uneven moment.
      await eventually(
        () => physical('trail'),
        (rows) => rows > before,
      );
      await new Promise((resolve) => setTimeout(resolve, (killed * 137) % 500));
      await sink.kill('SIGKILL');
    }
    finished.abort();
    await load;
    const last = harness.project(['tables', 'archive']);
    const wanted = expectedRows(lives);
    await eventually(
      () => physical('trail'),
      (rows) => rows >= (wanted['trail'] ?? 0),
      100_000,
    );
    await eventually(
      () => physical('log_archive'),
      (rows) => rows >= (wanted['log_archive'] ?? 0),
      100_000,
    );
    await last.kill('SIGTERM');
    expect(killed).toBe(KILLS);
    expect(lives.length).toBeGreaterThan(PER_ROUND);
    for (const [table, rows] of Object.entries(wanted)) {
      expect([table, await physical(table)]).toEqual([table, rows]);
      const unique =
        table === 'log_archive' ? 'uniqExact(src_topic, src_partition, src_offset)' : 'uniqExact(event_id)';
      const where = table === 'log_archive' ? harness.db : `${harness.db}_g1`;
      expect([table, await harness.count(`SELECT ${unique} FROM ${where}.${table}`)]).toEqual([table, rows]);
    }
    const sum = (metric: string): Promise<number> =>
      harness.count(`SELECT sum(value) FROM ${harness.db}.rollup_minutes WHERE metric = '${metric}'`);
    expect(await sum('received')).toBe(lives.length);
    expect(await sum('sentiment')).toBe(lives.length);
    expect(await sum('reply')).toBe(wanted['replies']);
    expect(await sum('action')).toBe(wanted['attempts']);
  }, 240_000);
});
