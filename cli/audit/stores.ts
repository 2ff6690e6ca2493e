/** Asks ClickHouse and Redis what they hold, and compares until nothing differs or they had long enough to follow. */
import { createClient } from '@clickhouse/client';
import { Redis } from 'ioredis';
import type { Config } from '../../service/config.ts';
import { clickHouseConnection, redisConnection } from '../../service/store-connections.ts';
import type { Figure } from './checks.ts';
import type { Evidence, PartitionSum } from './entry.ts';
import { comparedMinutes, foldMinutes, minutesSql, type MinuteSpan } from './minutes.ts';
import type { Ends } from './read-log.ts';
import { openView } from './redis-view.ts';
import {
  ARCHIVE_SQL,
  compareArchive,
  compareTables,
  foldTable,
  TABLES,
  tableSumsSql,
  type TopicSum,
} from './tables.ts';
import { compareViews } from './views.ts';

/** Names of the figures about read models. */
export const STORE_FIGURES: readonly string[] = [
  'tables differ from the log',
  'archive differs from the log',
  'engagements not in the view',
  'shown otherwise than the log says',
  'contents differ from the log',
  'indexes differ from the log',
];

const QUERY_MS = 60_000;
/** Read models follow the log within seconds; after this they are called different, ms. */
const FOLLOW_MS = 15_000;
const ASK_AGAIN_MS = 500;

/** How far the log was read. */
export interface LogRead {
  readonly ends: Ends;
  /** Whether anything was written since. */
  grown(): Promise<boolean>;
}

export async function auditStores(
  config: Config,
  evidence: Evidence,
  log: LogRead,
  now: () => number,
): Promise<readonly Figure[]> {
  const client = createClient({
    ...clickHouseConnection(config.clickhouse),
    database: config.clickhouse.database,
    request_timeout: QUERY_MS,
    application: 'signalpost-audit',
  });
  const redis = new Redis(config.redis.url, {
    ...redisConnection(config.redis),
    maxRetriesPerRequest: 2,
    commandTimeout: 5_000,
  });
  // An error of the connection also fails the command that waits for it; there it is reported.
  redis.on('error', () => undefined);
  const select = async <T>(query: string): Promise<readonly T[]> =>
    (await client.query({ query, format: 'JSONEachRow' })).json<T>();
  const folds = TABLES.map((table) => ({ table, expected: foldTable(evidence, table) }));

  /** Twice, when something was written: sums of minutes that go on cannot be compared. */
  const minuteSums = async (quiet: () => Promise<boolean>) => {
    const sumsOf = async (span: MinuteSpan) => ({
      view: 'rollup_minutes',
      expected: foldMinutes(evidence, span),
      found: await select<TopicSum>(minutesSql(span)),
    });
    const all = await sumsOf(comparedMinutes(evidence, evidence.readAt, true));
    return (await quiet()) ? all : sumsOf(comparedMinutes(evidence, evidence.readAt, false));
  };

  const compare = async (): Promise<readonly Figure[]> => {
    const sums: Parameters<typeof compareTables>[0][number][] = [];
    for (const { table, expected } of folds) {
      const found = await select<TopicSum>(tableSumsSql(table, log.ends));
      sums.push({ view: table.view, expected, found });
    }
    const archive = compareArchive(evidence.sums, await select<PartitionSum>(ARCHIVE_SQL(log.ends)));
    // Asked after a store has answered: only then it says that nothing was written meanwhile.
    const quiet = async (): Promise<boolean> => !(await log.grown());
    const views = await compareViews(evidence, await openView(redis), now(), quiet);
    sums.push(await minuteSums(quiet));
    return [compareTables(sums), archive, ...views];
  };

  try {
    const began = now();
    for (;;) {
      const figures = await compare();
      if (figures.every(({ value }) => value === 0) || now() - began >= FOLLOW_MS) return figures;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  } finally {
    redis.disconnect();
    await client.close();
  }
}
