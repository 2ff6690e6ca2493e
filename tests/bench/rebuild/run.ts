/** `signalpost rebuild` beside running projections: from the log, and from the archive as if the log were gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { rebuildTables, type RebuildReport } from '../../../projections/rebuild/tables.ts';
import { rebuildViews } from '../../../projections/rebuild/views.ts';
import { currentView } from '../../../projections/read/reads.ts';
import { epochKey } from '../../../projections/redis/keys.ts';
import { READ_MODELS } from '../../../projections/registry.ts';
import { systemWaits } from '../../../projections/waits.ts';
import { ROOT } from '../../../stack/home.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { usageOfParts, usedBetween, type Used } from '../parts-usage.ts';
import { profiledHere, SPARSE_US } from '../profile/attach.ts';
import { profileText, summarise, whereText, type ProfileSummary } from '../profile/profile.ts';
import { table } from '../results.ts';
import { followed, openWorld, TABLES_OF_EVENTS, type World } from '../world.ts';
import { pastRetention } from './past-retention.ts';

/** Engagements, each a whole life of nine events in the mean, for each second of `--seconds`. */
const PER_SECOND = 2_000;

interface Rebuilt {
  readonly source: 'log' | 'log_archive';
  readonly report: RebuildReport;
  readonly recordsPerSecond: number;
  /** Processor time of every process that has a part in it; the rebuild itself is `driver`. */
  readonly used: readonly Used[];
  readonly profile: ProfileSummary;
}

/** Processes whose processor time is shown beside a rebuild. */
const SHOWN = ['driver', 'redis', 'clickhouse', 'kafka'] as const;

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
      rows.push(await measured(world, source, () => rebuildTables(parts)));
      say(told(rows.at(-1)));
      rows.push(await measured(world, source, () => rebuildViews(parts)));
      say(told(rows.at(-1)));
    }
    const rate = (source: Rebuilt['source']): number => {
      const ms = rows.filter((row) => row.source === source).reduce((sum, { report }) => sum + report.ms, 0);
      return Math.round(events / (ms / 1_000));
    };
    const slowest = (source: Rebuilt['source']): string => {
      const all = rows.filter((row) => row.source === source);
      const whole = all.reduce((sum, { report }) => sum + report.ms, 0);
      return all
        .map(({ report, profile }) => {
          const share = ((report.ms / whole) * 100).toFixed(0);
          return `The ${report.model} take ${share} % of the time. ${whereText(profile, 'Their thread')}`;
        })
        .join(' ');
    };
    const unequal = rows.flatMap(({ source, report }) =>
      report.comparisons.filter(({ equal }) => !equal).map(({ name }) => `${name} from the ${source}`),
    );
    return {
      title: 'rebuild: all read models anew',
      figures: {
        events,
        engagements,
        rows: rows.map(({ profile, ...row }) => ({ ...row, idle: profile.idle, folders: profile.folders })),
        unequal,
        perSecond: { log: rate('log'), archive: rate('log_archive') },
      },
      body: [
        `${events.toLocaleString('en')} events of ${engagements.toLocaleString('en')} engagements. A rebuild reads everything, writes it beside what is there, compares checksums with the running read model and swaps; the time is that of all of it. The projections run meanwhile. The rate of all read models is events by the time of tables and views together. From \`log_archive\` means that the log counts as deleted. Checksums: ${unequal.length === 0 ? 'all equal' : `different: ${unequal.join(', ')}`}.`,
        '',
        table([
          [
            'read model',
            'from',
            'records',
            'seconds',
            'records/s',
            'CPU s per million: rebuild',
            ...SHOWN.slice(1),
            'equal',
            'swapped',
          ],
          ...rows.map(({ source, report, recordsPerSecond, used }) => [
            report.model,
            source,
            report.records.toLocaleString('en'),
            (report.ms / 1_000).toFixed(1),
            recordsPerSecond.toLocaleString('en'),
            ...SHOWN.map((part) => used.find((one) => one.part === part)?.cpuSecondsPerMillion ?? '-'),
            report.equal ? 'yes' : 'no',
            report.swapped ? 'yes' : 'no',
          ]),
        ]),
        '',
        ...rows
          .filter(({ source }) => source === 'log')
          .flatMap(({ report, profile }) => [
            profileText(profile, `a rebuild of the ${report.model} from the log`),
            '',
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

async function measured(
  { harness }: World,
  source: Rebuilt['source'],
  rebuild: () => Promise<RebuildReport>,
): Promise<Rebuilt> {
  const before = usageOfParts(harness.stack.home);
  const { result: report, profile } = await profiledHere(rebuild, SPARSE_US);
  const { records, ms } = report;
  return {
    source,
    report,
    recordsPerSecond: Math.round(records / Math.max(0.001, ms / 1_000)),
    used: usedBetween(before, usageOfParts(harness.stack.home), records, ms / 1_000),
    profile: summarise(profile, ROOT),
  };
}

function told(row: Rebuilt | undefined): string {
  if (!row) return '';
  const { source, recordsPerSecond, report } = row;
  const { model, records, ms, equal, swapped } = report;
  return JSON.stringify({ source, model, records, ms, recordsPerSecond, equal, swapped });
}
