/**
 * Measures one engine process: `node tests/clickhouse/measure.ts [ROWS_PER_BATCH] [SECONDS] [FORMATS]`. Prints JSON.
 * Inserts go one after another, 25 columns, through the HTTP interface as any client sends them; making the
 * rows is not measured. Figures are of this machine, whose cores the client shares with the engine.
 */
import { cpus, loadavg } from 'node:os';
import { readFile } from 'node:fs/promises';
import { startEngine, temporaryDataDir } from './engine-process.ts';

const rows = Number(process.argv[2] ?? 10_000);
const seconds = Number(process.argv[3] ?? 5);
const formats = (process.argv[4] ?? 'JSONEachRow,RowBinary,Native').split(',');

const TEXT_COLUMNS = 10;
const columns = [
  'id UUID',
  'at DateTime64(3)',
  'tenant LowCardinality(String)',
  ...Array.from({ length: TEXT_COLUMNS }, (_, i) => `text${i} String`),
  ...Array.from({ length: 12 }, (_, i) => `n${i} UInt32`),
];
const made = [
  'generateUUIDv4() AS id',
  "toDateTime64('2026-01-01 00:00:00', 3) + number AS at",
  "concat('tenant-', toString(number % 7)) AS tenant",
  ...Array.from(
    { length: TEXT_COLUMNS },
    (_, i) => `substring(hex(sipHash128(number, ${i})), 1, 24) AS text${i}`,
  ),
  ...Array.from({ length: 12 }, (_, i) => `toUInt32(number * ${i + 1}) AS n${i}`),
];

const dir = await temporaryDataDir();
const engine = await startEngine(dir.path, { CLICKHOUSE_QUERY_SECONDS: '300' });
const post = async (body: string | Buffer, query = ''): Promise<Buffer> => {
  const answer = await fetch(`${engine.url}/?database=signalpost&${query}`, { method: 'POST', body });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(bytes.toString());
  return bytes;
};
const rss = async (): Promise<number> => {
  const status = await readFile(`/proc/${engine.child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
};
/** Processor time of the engine's process so far, in seconds; the kernel counts hundredths. */
const cpuSeconds = async (): Promise<number> => {
  const stat = await readFile(`/proc/${engine.child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const percentile = (values: number[], p: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]!.toFixed(1));
};

const idleMb = await rss();
const window = 'SETTINGS non_replicated_deduplication_window = 1000';
const insertion: Record<string, unknown> = {};
let batch = 0;
let peakMb = idleMb;
for (const format of formats) {
  const body = await post(`SELECT ${made.join(', ')} FROM numbers(${rows}) FORMAT ${format}`);
  // A table for each format: merges of the one before would be measured with the next.
  await post('DROP TABLE IF EXISTS m SYNC');
  await post(`CREATE TABLE m (${columns.join(', ')}) ENGINE = MergeTree ORDER BY (tenant, at) ${window}`);
  const names = columns.map((column) => column.split(' ')[0]).join(', ');
  const query = `query=${encodeURIComponent(`INSERT INTO m (${names}) FORMAT ${format}`)}`;
  const times: number[] = [];
  const cpuBefore = await cpuSeconds();
  const began = performance.now();
  while (performance.now() - began < seconds * 1_000) {
    const start = performance.now();
    await post(body, `${query}&insert_deduplication_token=m:${batch++}`);
    times.push(performance.now() - start);
    peakMb = Math.max(peakMb, await rss());
  }
  const perSecond = Math.round((times.length * rows * 1_000) / (performance.now() - began));
  insertion[format] = {
    rowsPerSecond: perSecond,
    engineCpuSecondsPerMillionRows: Number(
      (((await cpuSeconds()) - cpuBefore) / ((times.length * rows) / 1e6)).toFixed(2),
    ),
    batches: times.length,
    bodyMb: Number((body.length / 1e6).toFixed(2)),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}
const timed = async (sql: () => string, count: number): Promise<{ p50: number; p99: number }> => {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await post(sql());
    times.push(performance.now() - start);
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
};
let point = 0;
const total = (await post('SELECT count() FROM m')).toString().trim();
const result = {
  // Above the number of processors, others were at work and the times say little; compare processor time.
  loadAverage: loadavg().map((value) => Number(value.toFixed(1))),
  machine: { cpus: cpus().length, model: cpus()[0]?.model, node: process.version },
  rowsPerBatch: rows,
  readyMs: Math.round(engine.readyMs),
  rssMb: { idle: idleMb, peakWhileInserting: peakMb },
  insertion,
  tableRows: Number(total),
  selectOne: await timed(() => 'SELECT 1', 200),
  pointQuery: await timed(
    () =>
      `SELECT id, text0 FROM m WHERE tenant = 'tenant-${point % 7}' AND at = toDateTime64('2026-01-01 00:00:00', 3) + ${point++ * 7} LIMIT 1`,
    200,
  ),
  hourlyAggregate: await timed(
    () => 'SELECT toStartOfHour(at) AS h, count(), sum(n3) FROM m GROUP BY h ORDER BY h',
    30,
  ),
  rssMbAtEnd: await rss(),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
await engine.stop('SIGTERM');
await dir.remove();
