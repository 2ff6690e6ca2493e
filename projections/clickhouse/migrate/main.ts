/**
 * Creates the ClickHouse databases, tables and views, and ends.
 *
 *     node projections/clickhouse/migrate/main.ts [--check] [--server]
 *
 * `--server` also applies users, row policies and quotas: a ClickHouse server has them, the embedded engine
 * does not. Exit code 0 when all is there, 1 with the reason otherwise.
 */
import { createLogger } from '../../../service/logger.ts';
import { configOrExit } from '../../../service/process-config.ts';
import { whyAway } from '../../why-away.ts';
import { openClickHouse } from '../client.ts';
import { migrate } from '../migrate.ts';

const config = configOrExit();
const logger = createLogger('migrate', config.logLevel);
try {
  const client = openClickHouse(config);
  try {
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
