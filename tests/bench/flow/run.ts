/** The whole way: webhook to a drafted, checked reply that Redis and ClickHouse show; at the target's rate, then saturated. */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClickHouse } from '../../../projections/clickhouse/client.ts';
import { openRedis } from '../../../projections/redis/client.ts';
import { DEMO_MEMBER } from '../../../gateway/demo.ts';
import { ROOT, openHome } from '../../../stack/home.ts';
import { readJournal } from '../../../stack/networks/journal.ts';
import { readServices } from '../../../stack/services.ts';
import type { Percentiles } from '../../../stack/simulate/percentiles.ts';
import type { RunReport } from '../../../stack/simulate/run.ts';
import { PARTITIONS } from '../../../topics/catalogue.ts';
import { engagementIdOf } from '../../../topics/ids.ts';
import { startInstallation } from '../../support/installation.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { drained } from '../drained.ts';
import { usageOfParts, usedBetween, usedTable, type Used } from '../parts-usage.ts';
import { INSPECTABLE, profiled } from '../profile/attach.ts';
import { profileText, summarise, whereText, type ProfileSummary } from '../profile/profile.ts';
import { table } from '../results.ts';
import { plain } from '../targets.ts';
import { prepareBacklog, type Backlog } from './backlog.ts';
import { saturate, type Saturation } from './saturation.ts';
import { visibility, type Visibility } from './visible.ts';
import { watchClickHouse } from './watch-clickhouse.ts';
import { watchRedis } from './watch-redis.ts';

const RATE = 500;
/** Accounts of the backlog: several to each partition. Only the first is connected. */
const ACCOUNTS = 30;
/** Engagements of the backlog for each second of `--seconds`. */
const BACKLOG_PER_SECOND = 6_000;
/** How long the last of a load may take to be seen, ms. */
const LAST_MS = 15_000;
const DRAIN_MS = 120_000;
const IN_FLIGHT = 2_000;

export async function runFlow({ seconds, say }: BenchOptions): Promise<BenchResult> {
  const installation = await startInstallation(INSPECTABLE);
  const { config, log, codec, stack, corpus } = installation;
  const client = openClickHouse(config);
  const redis = openRedis(config, () => undefined);
  const db = config.clickhouse.database;
  const reading = { log, codec, client, db, redis };
  const load = (count: number): Promise<RunReport> =>
    installation.load({ count, rate: RATE, networks: ['x'], inFlight: IN_FLIGHT });
  const backlogOf = (count: number): Promise<Backlog> =>
    prepareBacklog({
      count,
      accounts: ACCOUNTS,
      messages: corpus,
      controlUrl: installation.controlUrl,
      codec,
      scope: DEMO_MEMBER,
      partitions: PARTITIONS[config.scale],
      now: Date.now,
    });
  try {
    await codec.prepare();
    await load(RATE * seconds); // compilers at work, connections opened
    await drained(reading, DRAIN_MS);

    const atRedis = await watchRedis(config, DEMO_MEMBER, Date.now);
    const atClickHouse = await watchClickHouse(client, db, PARTITIONS[config.scale], Date.now);
    const before = usageOfParts(stack.home);
    const report = await load(RATE * 4 * seconds);
    const steady = usedBetween(before, usageOfParts(stack.home), report.planned, report.seconds);
    const due = await dueTimes(report.journal);
    const until = Date.now() + LAST_MS;
    while (
      Date.now() < until &&
      [...due.keys()].some((id) => !atRedis.seen.has(id) || !atClickHouse.seen.has(id))
    )
      await sleep(50);
    await Promise.all([atRedis.stop(), atClickHouse.stop()]);
    const seen = visibility(due, atRedis.seen, atClickHouse.seen, Date.now());
    const roundsMs = atClickHouse.roundsMs();
    say(JSON.stringify({ planned: report.planned, answered2xx: report.answered2xx, ...seen, roundsMs }));
    await drained(reading, DRAIN_MS);

    const backlog = await backlogOf(Math.round(BACKLOG_PER_SECOND * seconds));
    const idle = usageOfParts(stack.home);
    const saturated = await saturate(reading, backlog, DRAIN_MS);
    const busy = usedBetween(
      idle,
      usageOfParts(stack.home),
      backlog.count,
      saturated.seconds ?? DRAIN_MS / 1_000,
    );
    say(JSON.stringify({ saturated, busy }));

    const again = await backlogOf(Math.round(backlog.count / 3));
    const profiles = await profilesDuring(stack.home, ['processors', 'projections'], () =>
      saturate(reading, again, DRAIN_MS),
    );
    return {
      title: 'flow: webhook to a checked reply in Redis and ClickHouse',
      figures: {
        load: { ...report, journal: undefined },
        seen,
        roundsMs,
        steady,
        saturated,
        busy,
        profiles: trimmed(profiles),
      },
      body: bodyOf({ report, seen, roundsMs, steady, saturated, busy, profiles, seconds }),
      measured: {
        'flow.p50': seen.bothMs.p50 ?? Number.NaN,
        'flow.p99': seen.bothMs.p99 ?? Number.NaN,
        'flow.sustained': saturated.perSecond ?? 0,
      },
      where: whereOf(seen, busy, profiles),
    };
  } finally {
    redis.disconnect();
    await client.close();
    await installation.stop();
  }
}

/** Intended send time, epoch ms, by engagement; also of what was not sent or not taken, which nobody will see. */
async function dueTimes(journal: string): Promise<ReadonlyMap<string, number>> {
  const due = new Map<string, number>();
  for await (const { type, accountId, nativeId, intendedAt } of readJournal(journal)) {
    if (type !== 'sent') continue;
    due.set(engagementIdOf(`x:${String(accountId)}`, String(nativeId)), Date.parse(String(intendedAt)));
  }
  return due;
}

type Profiles = ReadonlyMap<string, ProfileSummary>;

/** All of these parts at once, while the work lasts. */
async function profilesDuring(
  home: string,
  parts: readonly string[],
  work: () => Promise<unknown>,
): Promise<Profiles> {
  const [part, ...rest] = parts;
  if (part === undefined) {
    await work();
    return new Map();
  }
  const { pid, logFile } = readServices(openHome(home))?.parts[part] ?? {};
  if (pid === undefined || logFile === undefined) throw new Error(`${part} does not run`);
  let others: Profiles = new Map();
  const profile = await profiled(pid, logFile, async () => {
    others = await profilesDuring(home, rest, work);
  });
  return new Map([[part, summarise(profile, ROOT)], ...others]);
}

const trimmed = (profiles: Profiles): object =>
  Object.fromEntries(
    [...profiles].map(([part, { functions, ...rest }]) => [
      part,
      { ...rest, functions: functions.slice(0, 30) },
    ]),
  );

function whereOf(
  { redisMs, clickhouseMs }: Visibility,
  busy: readonly Used[],
  profiles: Profiles,
): NonNullable<BenchResult['where']> {
  const stores = `Redis alone shows it at p50 ${redisMs.p50} ms and p99 ${redisMs.p99} ms, ClickHouse at ${clickhouseMs.p50} and ${clickhouseMs.p99}.`;
  const cores = busy
    .toSorted((a, b) => b.cores - a.cores)
    .slice(0, 4)
    .map(({ part, cores: used }) => `${part} ${used}`);
  const heaviest = [...profiles].map(([part, summary]) => whereText(summary, `The thread of ${part}`));
  const whole = busy.reduce((sum, { cpuSecondsPerMillion }) => sum + cpuSecondsPerMillion, 0);
  const most = Math.round((availableParallelism() / whole) * 1e6);
  return {
    'flow.p50': stores,
    'flow.p99': stores,
    'flow.sustained': `Saturated, all processes together take ${plain(whole)} s of a core per million engagements, so ${availableParallelism()} cores allow at most ${most.toLocaleString('en')}/s; cores used on average: ${cores.join(', ')}. ${heaviest.join(' ')}`,
  };
}

function bodyOf(found: {
  readonly report: RunReport;
  readonly seen: Visibility;
  readonly roundsMs: Percentiles;
  readonly steady: readonly Used[];
  readonly saturated: Saturation;
  readonly busy: readonly Used[];
  readonly profiles: Profiles;
  readonly seconds: number;
}): string {
  const { report, seen, roundsMs, steady, saturated, busy, profiles, seconds } = found;
  const line = (what: string, p: Percentiles): readonly (string | number)[] => [
    what,
    ...[p.p50, p.p90, p.p99, p.p999, p.max].map((ms) => ms ?? '-'),
  ];
  const rate = (value: number | null): string =>
    value === null ? 'not reached in time' : `${Math.round(value).toLocaleString('en')}/s`;
  const left = Object.entries(saturated.waiting).map(([name, records]) => `${name} ${records}`);
  return [
    `${report.planned.toLocaleString('en')} signed X webhooks at ${RATE}/s for ${4 * seconds} s, sent at their own times; ${report.answered2xx.toLocaleString('en')} were taken, ${report.overload} were not sent. The template tier drafts; ${seen.checked.toLocaleString('en')} replies were drafted and checked, ${seen.declined.toLocaleString('en')} messages want none, ${seen.missing} were not in both stores ${LAST_MS / 1_000} s after the last. Latency runs from the intended send time, in ms.`,
    '',
    table([
      ['visible in', 'p50', 'p90', 'p99', 'p99.9', 'max'],
      line('Redis', seen.redisMs),
      line('ClickHouse', seen.clickhouseMs),
      line('both', seen.bothMs),
      line('(webhook answered)', report.latencyMs['x'] ?? seen.redisMs),
    ]),
    '',
    `In Redis a reply counts as seen when a reader that follows the live stream has asked for it and found its verdict. ClickHouse is asked again and again for new rows; a round takes p50 ${roundsMs.p50} ms and p99 ${roundsMs.p99} ms, by which its figures may be too high, and the questions are part of its use below.`,
    '',
    usedTable(steady, 'engagements'),
    '',
    `**Saturated.** ${saturated.engagements.toLocaleString('en')} deliveries of ${ACCOUNTS} accounts, written into the log in ${saturated.writeSeconds.toFixed(1)} s as the gateway writes them, while everything runs: ${saturated.seconds === null ? 'not drained in time' : `drained in ${saturated.seconds.toFixed(1)} s`}, that is ${rate(saturated.perSecond)} until nothing waits for any processor or in either store. Between 10 % and 90 % of them, Redis showed ${rate(saturated.redisPerSecond)} and ClickHouse ${rate(saturated.clickhousePerSecond)} to their end (checked, or none wanted). Accounts but the first are not connected, so their approved replies wait. The archive may be behind.${left.length > 0 ? ` Still waiting at the end: ${left.join(', ')}.` : ''}`,
    '',
    usedTable(busy, 'engagements'),
    '',
    ...[...profiles].flatMap(([part, summary]) => [
      profileText(summary, `${part} while a third as many go through once more`),
      '',
    ]),
  ].join('\n');
}
