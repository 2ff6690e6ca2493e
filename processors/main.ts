/** `node processors/main.ts [--check] [NAME…]`: runs these processors, all when none is named. Wires, nothing else. */
import { clientSource } from '../platforms/registry.ts';
import { systemClock } from '../service/clock.ts';
import { startHealthServer } from '../service/health.ts';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { configOrExit, namedOnCommandLine } from '../service/process-config.ts';
import { onShutdown } from '../service/shutdown.ts';
import { createStartup } from '../service/startup.ts';
import { createTracing } from '../service/tracing.ts';
import { isAway } from '../topics/away.ts';
import { PARTITIONS } from '../topics/catalogue.ts';
import { createCodec } from '../topics/codec/codec.ts';
import { createConfluentRegistry } from '../topics/codec/confluent-registry.ts';
import { connectKafka } from '../topics/log/kafkajs/connect.ts';
import { PolicyTable } from './policies.ts';
import { processors, standardDeps } from './registry.ts';
import { createHost } from './runtime/host.ts';
import { systemScheduler } from './runtime/scheduler.ts';
import { TableReader } from './runtime/table-reader.ts';

const names = namedOnCommandLine();
const policies = new PolicyTable();
const all = processors(
  standardDeps({
    clientOf: (accountId) => clientOf(accountId),
    policyOf: (tenantId, workspaceId) => policies.inForce(tenantId, workspaceId),
    now: () => systemClock.now(),
  }),
);
const unknown = names.filter((name) => !all.some((processor) => processor.name === name));
const config = configOrExit({
  problems: unknown.map(
    (name) => `no processor is called ${name}; there are: ${all.map((one) => one.name).join(', ')}`,
  ),
});
const clientOf = clientSource(config.networks, () => systemClock.now());

const logger = createLogger('processors', config.logLevel);
const metrics = createMetrics();
const tracing = createTracing({ service: 'processors', endpoint: config.tracing.endpoint });
const log = connectKafka({ ...config.kafka, clientId: 'signalpost-processors' }, logger);
const codec = createCodec(createConfluentRegistry(config.registry));
const startup = createStartup({ logger, passes: isAway, random: Math.random });
const policyReader = new TableReader({
  log,
  codec,
  logger,
  scheduler: systemScheduler,
  topic: 'workspace.events',
  apply: (event) => policies.apply(event),
});
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
  checks: { start: startup.readiness, policies: policyReader.readiness, ...host.checks },
});
const { shutdown } = onShutdown(logger, () => [
  { name: 'policies', run: async () => policyReader.stop() },
  { name: 'processors', run: () => host.drain() },
  { name: 'log', run: () => log.close() },
  { name: 'traces', run: () => tracing.close() },
  { name: 'health', run: () => health.close() },
]);
await startup.until('schema registry', () => codec.prepare());
// The policies are read from the log: an operator is told which service is away, not what of it is missing.
await startup.until('event log', () => policyReader.start());
await startup.until('event log', () => host.start());
startup.done();
