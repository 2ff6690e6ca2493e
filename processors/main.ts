/** `node processors/main.ts [--check] [NAME…]`: runs these processors, all when none is named. Wires, nothing else. */
import { clientSource } from '../platforms/registry.ts';
import { systemClock } from '../service/clock.ts';
import { ConfigError, loadConfig, type Config } from '../service/config.ts';
import { startHealthServer } from '../service/health.ts';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { onShutdown } from '../service/shutdown.ts';
import { createTracing } from '../service/tracing.ts';
import { PARTITIONS } from '../topics/catalogue.ts';
import { createCodec } from '../topics/codec/codec.ts';
import { createConfluentRegistry } from '../topics/codec/confluent-registry.ts';
import { connectKafka } from '../topics/log/kafkajs/connect.ts';
import { processors, standardDeps } from './registry.ts';
import { createHost } from './runtime/host.ts';

/** sysexits.h: something was configured wrongly. */
const EX_CONFIG = 78;

function configOrExit(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(EX_CONFIG);
  }
}

const config = configOrExit();
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const all = processors(
  standardDeps({
    clientOf: clientSource(config.networks, () => systemClock.now()),
    now: () => systemClock.now(),
  }),
);
const unknown = names.filter((name) => !all.some((processor) => processor.name === name));
if (unknown.length > 0) {
  console.error(`Unknown processor: ${unknown.join(', ')}. Known: ${all.map(({ name }) => name).join(', ')}`);
  process.exit(EX_CONFIG);
}
if (process.argv.includes('--check')) process.exit(0);

const logger = createLogger('processors', config.logLevel);
const metrics = createMetrics();
const tracing = createTracing({ service: 'processors', endpoint: config.tracing.endpoint });
const log = connectKafka({ ...config.kafka, clientId: 'signalpost-processors' }, logger);
const codec = createCodec(createConfluentRegistry(config.registry));
const host = createHost({
  processors: names.length === 0 ? all : all.filter(({ name }) => names.includes(name)),
  log,
  codec,
  logger,
  metrics,
  tracing,
  partitions: PARTITIONS[config.scale],
  onFatal: (processor, error) => {
    logger.fatal({ processor, err: error }, 'a processor cannot go on');
    void shutdown('fatal', 1);
  },
});
const health = await startHealthServer({
  host: config.host,
  port: config.ports.processors,
  metrics,
  checks: host.checks,
});
const { shutdown } = onShutdown(logger, () => [
  { name: 'processors', run: () => host.drain() },
  { name: 'log', run: () => log.close() },
  { name: 'traces', run: () => tracing.close() },
  { name: 'health', run: () => health.close() },
]);
await codec.prepare();
await host.start();
