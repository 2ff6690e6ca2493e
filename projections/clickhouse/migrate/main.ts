/**
 * Creates the ClickHouse databases, tables and views, and ends.
 *
 *     node projections/clickhouse/migrate/main.ts [--check] [--server]
 *
 * `--server` also applies users, row policies and quotas: a ClickHouse server has them, the embedded engine
 * does not; the user needs the right to manage access. A ClickHouse that is not there yet is waited for.
 * Exit code 0 when all is there, 1 with the reason otherwise.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../../service/logger.ts';
import { configOrExit } from '../../../service/process-config.ts';
import { whyAway } from '../../why-away.ts';
import { isStoreAway } from '../../read/away.ts';
import { tlsProblem } from '../../../service/tls-problem.ts';
import { openClickHouse, select } from '../client.ts';
import { migrate } from '../migrate.ts';
import { untilThere } from './until-there.ts';

/** As long as setup waits for broker and registry. */
const DEADLINE_MS = 60_000;

const config = configOrExit();
const logger = createLogger('migrate', config.logLevel);
try {
  const client = openClickHouse(config);
  try {
    await untilThere(() => select(client, 'SELECT 1'), DEADLINE_MS, {
      elapsedMs: () => performance.now(),
      pause: (ms) => sleep(ms),
      say: (reason) => logger.warn({ reason }, 'waiting for ClickHouse (CLICKHOUSE_URL)'),
      passes: (error) => isStoreAway(error) && tlsProblem(error) === null,
      why: whyAway,
    });
    const applied = await migrate(client, config.clickhouse.database, {
      now: () => Date.now(),
      server: process.argv.includes('--server'),
    });
    logger.info({ applied }, 'read models migrated');
  } finally {
    await client.close();
  }
} catch (error) {
  logger.fatal({ err: error, reason: whyAway(error) }, 'migration failed');
  process.exit(1);
}
