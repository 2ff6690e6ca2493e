/**
 * Keeps read models: all of them, or those named.
 *
 *     node projections/main.ts [--check] [tables] [archive] [views]
 *
 * It waits, with the reason at /readyz, while ClickHouse, Redis, Kafka or the registry is away.
 */
import { systemClock } from '../service/clock.ts';
import { startHealthServer, type ReadinessChecks } from '../service/health.ts';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { configOrExit, namedOnCommandLine } from '../service/process-config.ts';
import { onShutdown } from '../service/shutdown.ts';
import { createTracing } from '../service/tracing.ts';
import { createCodec } from '../topics/codec/codec.ts';
import { createConfluentRegistry } from '../topics/codec/confluent-registry.ts';
import { connectKafka } from '../topics/log/kafkajs/connect.ts';
import { systemScheduler } from '../processors/runtime/scheduler.ts';
import { TableReader } from '../processors/runtime/table-reader.ts';
import { openClickHouse } from './clickhouse/client.ts';
import { createReadModel } from './host.ts';
import { publishHealth } from './publish-health.ts';
import { openRedis } from './redis/client.ts';
import { DEFAULT_CARD } from '../models/light/default.ts';
import { AdoptedModels, type VersionsInUse } from './read/adopted-models.ts';
import { driftOf, modelDrift, type ModelDrift } from './read/drift.ts';
import { readModelCard, type ModelCard } from './read/model-cards.ts';
import type { Scope } from './read/types.ts';
import { READ_MODEL_NAMES, type ReadModelName } from './registry.ts';
import { systemWaits } from './waits.ts';
import { watchDrift } from './watch-drift.ts';

const isReadModel = (name: string): name is ReadModelName =>
  (READ_MODEL_NAMES as readonly string[]).includes(name);
const named = namedOnCommandLine();
const config = configOrExit({
  problems: named
    .filter((name) => !isReadModel(name))
    .map((name) => `no read model is called ${name}; there are: ${READ_MODEL_NAMES.join(', ')}`),
});
const names = named.length > 0 ? named.filter(isReadModel) : READ_MODEL_NAMES;

const logger = createLogger('projections', config.logLevel);
const metrics = createMetrics();
const tracing = createTracing({ service: 'projections', endpoint: config.tracing.endpoint });
const card = readModelCard(DEFAULT_CARD);
const log = connectKafka({ ...config.kafka, clientId: 'signalpost-projections' }, logger);
const client = openClickHouse(config, { connections: 12 });
let redisProblem: string | null = null;
const redis = openRedis(config, (error) => {
  // Said when it begins and when it changes, not with every try to connect.
  if (redisProblem !== error.message) logger.warn({ err: error }, 'redis is away');
  redisProblem = error.message;
});
redis.on('ready', () => (redisProblem = null));
const codec = createCodec(createConfluentRegistry(config.registry));
const { shutdown } = onShutdown(logger, () => [
  { name: 'health', run: () => publishing.stop() },
  { name: 'drift', run: async () => drift?.stop() },
  { name: 'adopted weights', run: async () => adoptedReader.stop() },
  ...models.map((model) => ({ name: model.name, run: () => model.stop() })),
  {
    name: 'connections',
    run: async () => {
      await Promise.all([log.close(), client.close(), server?.close(), tracing.close()]);
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
    tracing: config.tracing.endpoint === null ? null : tracing,
    onFatal: (error) => {
      logger.fatal({ err: error }, 'a read model cannot go on');
      void shutdown('fatal', 1);
    },
  }),
);
const publishing = publishHealth({ models, log, redis, metrics, logger, now: () => systemClock.now() });
const PROGRAM_VERSIONS: VersionsInUse = { sentiment: card.modelVersion, tone: card.modelVersion };
const adopted = new AdoptedModels({
  program: card,
  folder: config.modelsDir,
  now: () => systemClock.now(),
  onMissing: (sha256, problem) => logger.warn({ sha256, problem }, 'the card of adopted weights is not here'),
});
const adoptedReader = new TableReader({
  log,
  codec,
  logger,
  scheduler: systemScheduler,
  topic: 'workspace.events',
  apply: (event) => adopted.apply(event),
});
const driftIn = (scope: Scope | null, of: ModelCard, versions: VersionsInUse): Promise<ModelDrift> =>
  modelDrift(client, config.clickhouse.database, scope, of, versions, systemClock.now(), 60);
// Where read models run in several processes, the one that keeps the tables measures it.
const drift = names.includes('tables')
  ? watchDrift({
      metrics,
      logger,
      read: () => driftIn(null, card, PROGRAM_VERSIONS),
      readAdopted: async () => {
        // Only the watch needs it, so a start waits for nothing; what failed is tried again at the next look.
        if (!adoptedReader.readiness().ready) await adoptedReader.start();
        const drifts: ModelDrift[] = [];
        for (const scope of adopted.workspaces) {
          const { cards, versions } = adopted.inUse(scope);
          for (const one of cards) {
            if (one.adopted.length > 0 && driftOf(one, []).length > 0)
              drifts.push(await driftIn(scope, one, versions));
          }
        }
        return drifts;
      },
    })
  : null;
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
