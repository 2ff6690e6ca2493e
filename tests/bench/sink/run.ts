/** The sinks as they are, from a full log to the tables and to the archive; then ClickHouse alone. */
import { TABLE_LIMITS } from '../../../projections/clickhouse/sink/open.ts';
import { openHome, ROOT } from '../../../stack/home.ts';
import { readServices } from '../../../stack/services.ts';
import { PARTITIONS } from '../../../topics/catalogue.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { usageOf } from '../process-usage.ts';
import { INSPECTABLE, profiled, SPARSE_US } from '../profile/attach.ts';
import { profileText, summarise, whereText } from '../profile/profile.ts';
import { steadyRate, type Sample } from '../progress.ts';
import { table } from '../results.ts';
import { followed, openWorld, TABLES_OF_EVENTS, type World } from '../world.ts';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { preparedCeiling, type Ceiling } from './prepared.ts';

/** Engagements, each a whole life of nine events in the mean, for each second of `--seconds`. */
const PER_SECOND = 4_000;
/** Blocks as large as ClickHouse likes them, beside those that the sink cuts. */
const LARGE_BYTES = 8 * 2 ** 20;
/** Generations of tables from here on are ours. */
const FREE_GENERATION = 90;

interface Sunk {
  readonly rows: number;
  readonly seconds: number;
  /** Between 10 % and 90 % of the rows. */
  readonly rowsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly engineCpuSecondsPerMillion: number;
  readonly peakMb: number;
  readonly engineResidentMb: number;
  readonly samples: readonly Sample[];
}

export async function runSink({ seconds, say }: BenchOptions): Promise<BenchResult> {
  const world = await openWorld(Math.round(PER_SECOND * seconds));
  const { harness, events, engagements } = world;
  try {
    say(`${events} records of ${engagements} engagements are there`);
    const rowsOfTables = TABLES_OF_EVENTS.reduce((sum, name) => sum + (world.rows[name] ?? 0), 0);
    const inTables = (): Promise<number> =>
      harness.count(
        `SELECT sum(total_rows) FROM system.tables WHERE database = '${harness.db}_g1' AND name IN (${TABLES_OF_EVENTS.map((name) => `'${name}'`).join(', ')})`,
      );
    const inArchive = (): Promise<number> => harness.count(`SELECT count() FROM ${harness.db}.log_archive`);
    const { sunk: tables, profile } = await sink(world, 'tables', inTables, rowsOfTables);
    say(JSON.stringify({ tables: { ...tables, samples: undefined } }));
    const { sunk: archive } = await sink(world, 'archive', inArchive, events);
    say(JSON.stringify({ archive: { ...archive, samples: undefined } }));
    const wrong = await wrongRows(world);
    const ceilings: Ceiling[] = [];
    for (const [n, maxBytes] of [TABLE_LIMITS.maxBytes, LARGE_BYTES].entries())
      ceilings.push(await preparedCeiling(harness, FREE_GENERATION + n, maxBytes, PARTITIONS.local));
    const ceiling = ceilings.reduce((best, one) => (one.rowsPerSecond > best.rowsPerSecond ? one : best));
    say(JSON.stringify({ wrong, ceilings }));
    const line = (what: string, { rows, rowsPerSecond, ...used }: Sunk): readonly (string | number)[] => [
      what,
      rows.toLocaleString('en'),
      rowsPerSecond.toLocaleString('en'),
      used.cpuSecondsPerMillion,
      used.engineCpuSecondsPerMillion,
      used.peakMb,
      used.engineResidentMb,
    ];
    const share = Math.round((tables.rowsPerSecond / ceiling.rowsPerSecond) * 100);
    return {
      title: 'sink: Kafka to ClickHouse, exactly once',
      figures: {
        events,
        engagements,
        tables,
        archive,
        ceilings,
        wrong,
        profile: { ...profile, functions: profile.functions.slice(0, 30) },
      },
      body: [
        `${events.toLocaleString('en')} events of ${engagements.toLocaleString('en')} engagements in ${PARTITIONS.local} partitions a topic, read from the beginning by one process of \`projections/\`; blocks of at most ${TABLE_LIMITS.maxBytes / 2 ** 20} MiB of records, each with its token and its intent. Rows are those of all tables of events; the views on them count minutes meanwhile. Rates are between 10 % and 90 % of the rows. Every table was counted: ${wrong.length === 0 ? 'each row is there once' : `wrong: ${wrong.join('; ')}`}.`,
        '',
        table([
          [
            'what',
            'rows',
            'rows/s',
            'CPU s per million rows',
            "engine's CPU s per million",
            'peak RSS MiB',
            "engine's RSS MiB",
          ],
          line('tables of events', tables),
          line('archive', archive),
          ...ceilings.map(({ maxBytes, blocks, rows, rowsPerSecond }) => [
            `${blocks} prepared Native blocks of ${maxBytes / 2 ** 20} MiB of records`,
            rows.toLocaleString('en'),
            rowsPerSecond.toLocaleString('en'),
            '-',
            '-',
            '-',
            '-',
          ]),
        ]),
        '',
        `The ceiling is the same rows in blocks that were encoded before, into tables of the same form with the same views and settings, ${PARTITIONS.local} inserts at a time: the sink reaches ${share} % of the better one while it also reads, decodes, maps and encodes.`,
        '',
        profileText(profile, 'the sink of the tables'),
      ].join('\n'),
      measured: { 'sink.rows': tables.rowsPerSecond },
      where: {
        'sink.rows': `ClickHouse alone takes ${ceiling.rowsPerSecond.toLocaleString('en')} rows/s of prepared blocks here. ${whereText(profile, "The sink's thread")}`,
      },
    };
  } finally {
    await harness.close();
  }
}

/** One read model from nothing to all rows. */
async function sink(
  { harness }: World,
  name: 'tables' | 'archive',
  rows: () => Promise<number>,
  whole: number,
): Promise<{ readonly sunk: Sunk; readonly profile: ReturnType<typeof summarise> }> {
  const child = harness.project([name], { SIGNALPOST_LOG_LEVEL: 'warn', ...INSPECTABLE });
  const { pid } = child.process;
  const enginePid = readServices(openHome(harness.stack.home))?.parts['clickhouse']?.pid;
  if (pid === undefined || enginePid === undefined) throw new Error('the sink or the engine does not run');
  // What it writes goes to us, not to a file: the profiler reads it from one.
  const logFile = path.join(harness.stack.home, `bench-${name}.log`);
  writeFileSync(logFile, '');
  const copying = setInterval(() => writeFileSync(logFile, child.output()), 100);
  try {
    const engine = usageOf(enginePid);
    const began = performance.now();
    // Joining the group is not the work; and the process is up then.
    const samples: Sample[] = [...(await followed(rows, 1))];
    const work = async (): Promise<void> => void samples.push(...(await followed(rows, whole)));
    const profile = await profiled(pid, logFile, work, SPARSE_US);
    const [own, after] = [usageOf(pid), usageOf(enginePid)];
    const perMillion = (cpu: number): number => Number(((cpu / whole) * 1e6).toFixed(1));
    return {
      profile: summarise(profile, ROOT),
      sunk: {
        rows: whole,
        seconds: Number(((performance.now() - began) / 1_000).toFixed(2)),
        rowsPerSecond: Math.round(steadyRate(samples, whole) ?? 0),
        cpuSecondsPerMillion: perMillion(own.cpuSeconds),
        engineCpuSecondsPerMillion: perMillion(after.cpuSeconds - engine.cpuSeconds),
        peakMb: own.peakMb,
        engineResidentMb: after.residentMb,
        samples,
      },
    };
  } finally {
    clearInterval(copying);
    await child.kill('SIGTERM');
  }
}

/** Tables that lack rows, or have one twice. */
async function wrongRows({ harness, rows }: World): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of [...TABLES_OF_EVENTS, 'log_archive'] as const) {
    const from = name === 'log_archive' ? `${harness.db}.${name}` : `${harness.db}_g1.${name}`;
    const count = await harness.count(`SELECT count() FROM ${from}`);
    const once = await harness.count(`SELECT uniqExact(src_topic, src_partition, src_offset) FROM ${from}`);
    if (count !== (rows[name] ?? 0) || once !== count)
      found.push(`${name} has ${count} rows of ${once} records, ${rows[name] ?? 0} wanted`);
  }
  return found;
}
