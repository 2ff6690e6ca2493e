/** A store that is away, and a record that nobody can read, hold up nobody else and lose nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startHarness, type Harness, type Projections } from './harness.ts';
import { expectedRows, lifeOf, type Told } from './story.ts';

let harness: Harness;
let projections: Projections;
const lives: (readonly Told[])[] = [];

beforeAll(async () => {
  harness = await startHarness();
  projections = harness.project([]);
});
afterAll(() => harness?.close());

async function live(count: number): Promise<void> {
  const at = Date.now();
  const more = Array.from({ length: count }, (_, n) => lifeOf(lives.length + n, at - n));
  lives.push(...more);
  await harness.write(more.flat());
}
const rows = (table: string) => (): Promise<number> =>
  harness.count(`SELECT count() FROM ${harness.db}.${table}`);
const inRedis = (): Promise<number> => harness.redis.zcard('sp:1.1:{demo/acme}:all');

interface Ready {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, { readonly ready: boolean; readonly reason?: string }>>;
}
async function readiness(): Promise<Ready> {
  const url = /"url":"(http:[^"]+)"/.exec(projections.output())?.[1] as string;
  return (await fetch(`${url}/readyz`)).json() as Promise<Ready>;
}

describe('given projections that run', () => {
  it('when a record does not decode, it is kept, counted and named, and what follows it is shown', async () => {
    await live(20);
    const writer = await harness.log.openWriter();
    const [placed] = await writer.write([
      {
        topic: 'engagement.received',
        partition: 1,
        records: [{ key: Buffer.from('k'), value: Buffer.from('not an event'), timestamp: Date.now() }],
      },
    ]);
    await writer.close();
    await live(20);
    await eventually(rows('trail'), (n) => n === expectedRows(lives)['trail']);
    await eventually(rows('log_archive'), (n) => n === (expectedRows(lives)['log_archive'] ?? 0) + 1);
    await eventually(inRedis, (n) => n === 40);
    const where = `source_topic = 'engagement.received' AND source_partition = 1 AND source_offset = ${placed?.baseOffset}`;
    expect(
      await harness.count(
        `SELECT count() FROM ${harness.db}.dead_letters WHERE code = 'undecodable' AND ${where}`,
      ),
    ).toBe(1);
    expect(
      await harness.count(`SELECT count() FROM ${harness.db}.log_archive WHERE value = 'not an event'`),
    ).toBe(1);
    expect(projections.output()).not.toContain('not an event');
  }, 100_000);

  it('when ClickHouse is away, the tables wait with a reason, the views go on, and then nothing is missing', async () => {
    await harness.stack.halt('clickhouse');
    await live(60);
    await eventually(inRedis, (n) => n === lives.length);
    const waiting = await eventually(readiness, (report) => report.parts['tables']?.ready === false);
    expect(waiting.parts['tables']?.reason).toContain('ClickHouse');
    expect(waiting.parts['views']).toEqual({ ready: true });
    await harness.stack.revive('clickhouse');
    for (const table of ['trail', 'engagements', 'replies', 'attempts']) {
      await eventually(rows(table), (n) => n === expectedRows(lives)[table]);
      expect(await harness.count(`SELECT count() FROM ${harness.db}_g1.${table}`)).toBe(
        expectedRows(lives)[table],
      );
    }
    await eventually(readiness, (report) => report.ready);
  }, 150_000);

  it('when Redis is killed, the views wait with a reason and end where the log is', async () => {
    await harness.stack.halt('redis');
    await live(40);
    await eventually(readiness, (report) => report.parts['views']?.ready === false);
    await eventually(rows('trail'), (n) => n === expectedRows(lives)['trail']);
    await harness.stack.revive('redis');
    await eventually(inRedis, (n) => n === lives.length);
    await harness.stack.kill('redis');
    await live(40);
    await harness.stack.whenReady('redis');
    await eventually(inRedis, (n) => n === lives.length);
    await eventually(readiness, (report) => report.ready);
  }, 150_000);
});
