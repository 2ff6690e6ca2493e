/** Asks ClickHouse and Redis what they hold, and compares until nothing differs or they had long enough to follow. */
import { createClient } from '@clickhouse/client';
import { Redis } from 'ioredis';
import type { Config } from '../../service/config.ts';
import { clickHouseConnection, redisConnection } from '../../service/store-connections.ts';
import type { Figure } from './checks.ts';
import type { Evidence, PartitionSum } from './entry.ts';
import type { Ends } from './read-log.ts';
import {
  ARCHIVE_SQL,
  compareArchive,
  compareTables,
  foldTable,
  TABLES,
  tableSumsSql,
  type TopicSum,
} from './tables.ts';
import { compareViews, currentViewOf, type ViewStates } from './views.ts';

const QUERY_MS = 60_000;
/** Read models follow the log within seconds; after this they are called different, ms. */
const FOLLOW_MS = 15_000;
const ASK_AGAIN_MS = 500;
const PIPELINE = 500;

export async function auditStores(
  config: Config,
  evidence: Evidence,
  ends: Ends,
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

  const compare = async (): Promise<readonly Figure[]> => {
    const sums = [];
    for (const { table, expected } of folds) {
      const found = await select<TopicSum>(tableSumsSql(table, ends));
      sums.push({ view: table.view, expected, found });
    }
    const archive = compareArchive(evidence.sums, await select<PartitionSum>(ARCHIVE_SQL(ends)));
    const view = currentViewOf(await redis.get('sp:current:1'));
    const prefix = (tenantId: string, workspaceId: string): string =>
      `sp:${view}:{${tenantId}/${workspaceId}}:`;
    const statesOf: ViewStates = async (standings) => {
      const states: (string | null)[] = [];
      for (let from = 0; from < standings.length; from += PIPELINE) {
        const pipeline = redis.pipeline();
        for (const { tenantId, workspaceId, engagementId } of standings.slice(from, from + PIPELINE))
          pipeline.hmget(`${prefix(tenantId, workspaceId)}e:${engagementId}`, 'state', 's:received');
        for (const [error, fields] of (await pipeline.exec()) ?? []) {
          if (error) throw error;
          const [state, received] = fields as readonly (string | null)[];
          // Known from later words only: what it is about is not there.
          states.push(received === null || received === undefined ? null : (state ?? null));
        }
      }
      return states;
    };
    const views = await compareViews(evidence, statesOf, async (tenantId, workspaceId) => {
      const floor = await redis.get(`${prefix(tenantId, workspaceId)}floor`);
      return floor === null ? null : Number(floor);
    });
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
