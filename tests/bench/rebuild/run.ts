/** `signalpost rebuild` beside running projections: from the log, and from the archive as if the log were gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { rebuildTables, type RebuildReport } from '../../../projections/rebuild/tables.ts';
import { rebuildViews } from '../../../projections/rebuild/views.ts';
import { currentView } from '../../../projections/read/reads.ts';
import { epochKey } from '../../../projections/redis/keys.ts';
import { READ_MODELS } from '../../../projections/registry.ts';
import { systemWaits } from '../../../projections/waits.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { usageOf } from '../process-usage.ts';
import { plain } from '../targets.ts';
import { table } from '../results.ts';
import { followed, openWorld, TABLES_OF_EVENTS, type World } from '../world.ts';
import { pastRetention } from './past-retention.ts';

/** Engagements, each a whole life of nine events in the mean, for each second of `--seconds`. */
const PER_SECOND = 2_000;

interface Rebuilt {
  readonly source: 'log' | 'log_archive';
  readonly report: RebuildReport;
  readonly recordsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
}

export async function runRebuild({ seconds, say }: BenchOptions): Promise<BenchResult> {
  const world = await openWorld(Math.round(PER_SECOND * seconds));
  const { harness, events, engagements } = world;
  try {
    say(`${events} records of ${engagements} engagements are there`);
    harness.project([], { SIGNALPOST_LOG_LEVEL: 'warn' });
    await projected(world);
    say('all read models are written');
    const rows: Rebuilt[] = [];
    for (const source of ['log', 'log_archive'] as const) {
      const log = source === 'log' ? harness.log : pastRetention(harness.log);
      const parts = { ...harness, log, waits: systemWaits, acceptDifferences: false, say };
      rows.push(await measured(source, () => rebuildTables(parts)));
      say(told(rows.at(-1)));
      rows.push(await measured(source, () => rebuildViews(parts)));
      say(told(rows.at(-1)));
    }
    const rate = (source: Rebuilt['source']): number => {
      const ms = rows.filter((row) => row.source === source).reduce((sum, { report }) => sum + report.ms, 0);
      return Math.round(events / (ms / 1_000));
    };
    const slowest = (source: Rebuilt['source']): string => {
      const all = rows.filter((row) => row.source === source);
      const whole = all.reduce((sum, { report }) => sum + report.ms, 0);
      return `${all.map(({ report }) => `${report.model} take ${((report.ms / whole) * 100).toFixed(0)} % of the time`).join(', ')}.`;
    };
    const unequal = rows.flatMap(({ source, report }) =>
      report.comparisons.filter(({ equal }) => !equal).map(({ name }) => `${name} from the ${source}`),
    );
    return {
      title: 'rebuild: all read models anew',
      figures: {
        events,
        engagements,
        rows,
        unequal,
        perSecond: { log: rate('log'), archive: rate('log_archive') },
      },
      body: [
        `${events.toLocaleString('en')} events of ${engagements.toLocaleString('en')} engagements. A rebuild reads everything, writes it beside what is there, compares checksums with the running read model and swaps; the time is that of all of it. The projections run meanwhile. The rate of all read models is events by the time of tables and views together. From \`log_archive\` means that the log counts as deleted. Checksums: ${unequal.length === 0 ? 'all equal' : `different: ${unequal.join(', ')}`}.`,
        '',
        table([
          ['read model', 'from', 'records', 'seconds', 'records/s', 'CPU s per million', 'equal', 'swapped'],
          ...rows.map(({ source, report, recordsPerSecond, cpuSecondsPerMillion }) => [
            report.model,
            source,
            report.records.toLocaleString('en'),
            (report.ms / 1_000).toFixed(1),
            recordsPerSecond.toLocaleString('en'),
            cpuSecondsPerMillion,
            report.equal ? 'yes' : 'no',
            report.swapped ? 'yes' : 'no',
          ]),
        ]),
      ].join('\n'),
      // What differs is no rebuild, however fast it was.
      measured:
        unequal.length === 0
          ? { 'rebuild.log': rate('log'), 'rebuild.archive': rate('log_archive') }
          : { 'rebuild.log': 0, 'rebuild.archive': 0 },
      where: { 'rebuild.log': slowest('log'), 'rebuild.archive': slowest('log_archive') },
    };
  } finally {
    await harness.close();
  }
}

/** Until the projections have written everything. */
async function projected({ harness, rows, events }: World): Promise<void> {
  const whole = TABLES_OF_EVENTS.reduce((sum, name) => sum + (rows[name] ?? 0), 0);
  await followed(async () => {
    const counts = await Promise.all(
      TABLES_OF_EVENTS.map((name) => harness.count(`SELECT count() FROM ${harness.db}_g1.${name}`)),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }, whole);
  await followed(() => harness.count(`SELECT count() FROM ${harness.db}.log_archive`), events);
  const ends = await harness.log.offsets(READ_MODELS.views.topics);
  for (;;) {
    const written = await harness.redis.hgetall(epochKey(await currentView(harness.redis)));
    if (ends.every(({ topic, partition, end }) => Number(written[`${topic}/${partition}`] ?? 0) >= end))
      return;
    await sleep(200);
  }
}

async function measured(source: Rebuilt['source'], rebuild: () => Promise<RebuildReport>): Promise<Rebuilt> {
  const before = usageOf(process.pid);
  const report = await rebuild();
  const cpu = usageOf(process.pid).cpuSeconds - before.cpuSeconds;
  return {
    source,
    report,
    recordsPerSecond: Math.round(report.records / Math.max(0.001, report.ms / 1_000)),
    cpuSecondsPerMillion: plain((cpu / Math.max(1, report.records)) * 1e6),
  };
}

function told(row: Rebuilt | undefined): string {
  if (!row) return '';
  const { source, recordsPerSecond, report } = row;
  const { model, records, ms, equal, swapped } = report;
  return JSON.stringify({ source, model, records, ms, recordsPerSecond, equal, swapped });
}
