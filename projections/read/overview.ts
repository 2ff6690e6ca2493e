/** Counters, curves, freshness, lag, accounts of a workspace: everything the first page shows. */
import { select } from '../clickhouse/client.ts';
import { runAll } from '../redis/client.ts';
import { healthKey, KEY, workspacePrefix } from '../redis/keys.ts';
import { STATES } from '../redis/state.ts';
import { accounts } from './accounts.ts';
import type { Stores } from './list.ts';
import { healthOf } from './health.ts';
import type { AccountView, Counters, Overview, Scope } from './types.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MINUTES = 60;

/** Sums of a period, per metric and label; and per minute for the curves. Both bounded by the period. */
export const ROLLUP_SQL = (db: string): string => `SELECT metric, label, sum(value) AS total,
  sumIf(value, minute >= fromUnixTimestamp64Milli({hour:Int64}, 'UTC')) AS last_hour
FROM ${db}.rollup_minutes
WHERE tenant_id = {tenant:String} AND workspace_id = {workspace:String}
  AND minute >= fromUnixTimestamp64Milli(least({day:Int64}, {hour:Int64}), 'UTC')
GROUP BY metric, label
LIMIT 1000`;

export const CURVE_SQL = (db: string): string => `SELECT toUnixTimestamp64Milli(minute) AS at,
  sumIf(value, metric = 'received') AS received, sumIf(value, metric = 'action' AND label = 'AttemptPublished') AS posted
FROM ${db}.rollup_minutes
WHERE tenant_id = {tenant:String} AND workspace_id = {workspace:String}
  AND metric IN ('received', 'action') AND minute >= fromUnixTimestamp64Milli({hour:Int64}, 'UTC')
GROUP BY minute
ORDER BY minute
LIMIT 200`;

interface Sum {
  readonly metric: string;
  readonly label: string;
  readonly total: number;
  readonly last_hour: number;
}
interface Point {
  readonly at: number;
  readonly received: number;
  readonly posted: number;
}

/** One part of the overview may take this long, ms; then it is named as missing. */
const PART_MS = 3_000;

/**
 * Never fails and never waits long: a part whose store is away is named in `problems` and left blank.
 */
export async function overview(stores: Stores, scope: Scope): Promise<Overview> {
  const now = stores.now();
  const hour = Math.floor(now / MINUTE_MS) * MINUTE_MS - (MINUTES - 1) * MINUTE_MS;
  const day = Math.floor(now / DAY_MS) * DAY_MS;
  const problems: string[] = [];
  const attempt = async <T>(what: string, work: Promise<T>, blank: T): Promise<T> => {
    try {
      return await within(work, PART_MS);
    } catch (error) {
      problems.push(`${what} cannot be read now (${(error as Error).name})`);
      return blank;
    }
  };
  const parameters = { tenant: scope.tenantId, workspace: scope.workspaceId, hour, day };
  const view = stores.view();
  const prefix = view.then((name) => workspacePrefix(name, scope.tenantId, scope.workspaceId));
  const noAccounts: readonly AccountView[] = [];
  const [sums, points, sizes, health, pause, list] = await Promise.all([
    attempt('Counters', select<Sum>(stores.client, ROLLUP_SQL(stores.db), parameters, 3), []),
    attempt('Curves', select<Point>(stores.client, CURVE_SQL(stores.db), parameters, 3), []),
    attempt(
      'States',
      prefix.then((base) =>
        runAll(
          stores.redis,
          STATES.map((state) => ['zcard', [base + KEY.state(state)]] as const),
        ),
      ),
      [],
    ),
    attempt(
      'Lag and freshness',
      view.then((name) => stores.redis.hgetall(healthKey(name))),
      null,
    ),
    attempt(
      'The kill switch',
      prefix.then((base) => stores.redis.hget(base + KEY.workspace, 's:pause')),
      null,
    ),
    attempt('Accounts', accounts(stores, scope), noAccounts),
  ]);
  const about = healthOf(health ?? {}, now);
  if (health !== null && about.lag.length === 0)
    problems.push(
      'Lag and freshness are not measured now: the projections do not run or cannot reach the log',
    );
  const paused = pause === null ? null : (JSON.parse(pause) as { paused: boolean; reason: string | null });
  return {
    counters: {
      ...counters(sums, 'total'),
      bySentiment: byLabel(sums, 'sentiment'),
      byKind: byLabel(sums, 'kind'),
      byUrgency: byLabel(sums, 'urgency'),
      byState: Object.fromEntries(
        STATES.map((state, index) => [state, Number(sizes[index] ?? 0)] as const).filter(
          ([, size]) => size > 0,
        ),
      ),
      since: new Date(day).toISOString(),
      lastHour: counters(sums, 'last_hour'),
    },
    throughput: curve(points, hour),
    freshness: about.freshness,
    lag: about.lag,
    accounts: list,
    workspace: {
      id: scope.workspaceId,
      name: stores.workspaceName(scope) ?? `Workspace ${scope.workspaceId}`,
      paused: paused?.paused ?? false,
      pausedReason: paused?.paused ? paused.reason : null,
    },
    problems,
  };
}

/** @throws Error `TimeoutError` when the work has not ended by then. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = AbortSignal.timeout(ms);
  const { promise, reject } = Promise.withResolvers<never>();
  const expire = (): void => reject(late.reason as Error);
  late.addEventListener('abort', expire, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    late.removeEventListener('abort', expire);
  }
}

/** Names of the overview from metric and label. Pure. */
export function counters(sums: readonly Sum[], field: 'total' | 'last_hour'): Counters {
  const add = (metric: string, label?: string): number =>
    sums
      .filter((sum) => sum.metric === metric && (label === undefined || sum.label === label))
      .reduce((total, sum) => total + sum[field], 0);
  return {
    received: add('received'),
    classified: add('kind'),
    analyzed: add('sentiment'),
    drafted: add('reply', 'ReplyDrafted'),
    held: add('reply', 'ReplyHeld'),
    approved: add('reply', 'ReplyApproved'),
    posted: add('action', 'AttemptPublished') + add('action', 'ActionConfirmed'),
    declined: add('reply', 'ReplyDeclined'),
    rejected: add('reply', 'ReplyRejected'),
    failed: add('action', 'AttemptFailed'),
  };
}

function byLabel(sums: readonly Sum[], metric: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    sums.filter((sum) => sum.metric === metric && sum.total > 0).map((sum) => [sum.label, sum.total]),
  );
}

/** Every minute from `from` on, also those in which nothing happened. */
export function curve(points: readonly Point[], from: number): Overview['throughput'] {
  const known = new Map(points.map((point) => [point.at, point]));
  return Array.from({ length: MINUTES }, (_, index) => {
    const at = from + index * MINUTE_MS;
    const point = known.get(at);
    return {
      minute: new Date(at).toISOString(),
      received: point?.received ?? 0,
      posted: point?.posted ?? 0,
    };
  });
}
