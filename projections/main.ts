/**
 * Keeps read models: all of them, or those named.
 *
 *     node projections/main.ts [tables] [archive] [views]
 *
 * It waits, with the reason at /readyz, while ClickHouse, Redis, Kafka or the registry is away.
 */
import { systemClock } from '../service/clock.ts';
import { ConfigError, loadConfig } from '../service/config.ts';
import { startHealthServer, type ReadinessChecks } from '../service/health.ts';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { onShutdown } from '../service/shutdown.ts';
import { createCodec } from '../topics/codec/codec.ts';
import { createConfluentRegistry } from '../topics/codec/confluent-registry.ts';
import { connectKafka } from '../topics/log/kafkajs/connect.ts';
import { openClickHouse } from './clickhouse/client.ts';
import { createReadModel } from './host.ts';
import { publishHealth } from './publish-health.ts';
import { openRedis } from './redis/client.ts';
import { READ_MODEL_NAMES, READ_MODELS, type ReadModelName } from './registry.ts';
import { systemWaits } from './waits.ts';

function namesFrom(args: readonly string[]): readonly ReadModelName[] {
  const unknown = args.filter((name) => !(READ_MODEL_NAMES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    const known = READ_MODEL_NAMES.map((name) => `  ${name.padEnd(8)} ${READ_MODELS[name].purpose}`).join(
      '\n',
    );
    throw new ConfigError([`no read model is called ${unknown.join(', ')}; there are:\n${known}`]);
  }
  return args.length > 0 ? (args as readonly ReadModelName[]) : READ_MODEL_NAMES;
}

try {
  const names = namesFrom(process.argv.slice(2));
  const config = loadConfig();
  const logger = createLogger('projections', config.logLevel);
  const metrics = createMetrics();
  const log = connectKafka({ ...config.kafka, clientId: 'signalpost-projections' }, logger);
  const client = openClickHouse(config, { connections: 12 });
  const redis = openRedis(config, (error) => logger.debug({ err: error }, 'redis connection'));
  const codec = createCodec(createConfluentRegistry(config.registry));
  const { shutdown } = onShutdown(logger, () => [
    { name: 'health', run: () => publishing.stop() },
    ...models.map((model) => ({ name: model.name, run: () => model.stop() })),
    {
      name: 'connections',
      run: async () => {
        await Promise.all([log.close(), client.close(), server?.close()]);
        redis.disconnect();
      },
    },
  ]);
  const models = names.map((name) =>
    createReadModel(name, {
      log,
      codec,
      client,
      db: config.clickhouse.database,
      redis,
      waits: systemWaits,
      logger,
      metrics,
      onFatal: (error) => {
        logger.fatal({ err: error }, 'a read model cannot go on');
        void shutdown('fatal', 1);
      },
    }),
  );
  const publishing = publishHealth({ models, redis, metrics, logger, now: () => systemClock.now() });
  const checks: ReadinessChecks = Object.fromEntries(
    models.map((model) => [model.name, () => model.readiness()]),
  );
  const server = await startHealthServer({
    host: config.host,
    port: config.ports.projections,
    metrics,
    checks,
  });
  logger.info({ url: server.url, names }, 'projections started');
  await Promise.all(models.map((model) => model.start()));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
