/** `node processors/main.ts [--check] [NAME…]`: runs these processors, all when none is named. Wires, nothing else. */
import { hostedGate } from '../models/safety/ensemble.ts';
import { hostedLayers, hostedProblems } from '../models/safety/hosted/configured.ts';
import { harperReader } from '../models/safety/quality/grammar.ts';
import { WorkspaceStreams } from '../models/safety/workspace-streams.ts';
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
import { NEWEST_RECEIVED, noteReceived } from './received.ts';
import { processors, standardDeps } from './registry.ts';
import { createHost } from './runtime/host.ts';
import { systemScheduler } from './runtime/scheduler.ts';
import { TableReader } from './runtime/table-reader.ts';

const names = namedOnCommandLine();
const now = (): number => systemClock.now();
const known = processors(standardDeps({ clientOf: () => undefined, now })).map(({ name }) => name);
const unknown = names.filter((name) => !known.includes(name));
const config = configOrExit({
  problems: unknown.map((name) => `no processor is called ${name}; there are: ${known.join(', ')}`),
  refuses: ({ moderation }) => hostedProblems(moderation, now()),
});
const policies = new PolicyTable();
const streams = new WorkspaceStreams();
const hosted = await hostedLayers(config.moderation, now);
const grammar = config.grammar ? harperReader() : null;
const all = processors(
  standardDeps(
    {
      clientOf: clientSource(config.networks, now),
      policyOf: (tenantId, workspaceId) => policies.inForce(tenantId, workspaceId),
      now,
      ...(grammar === null ? {} : { grammar }),
    },
    hostedGate(hosted, config.moderation.timeoutMs, { streams }),
  ),
);

const logger = createLogger('processors', config.logLevel);
if (hosted.length > 0) logger.info({ layers: hosted.map(({ name }) => name) }, 'hosted moderators are on');
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
const streamReader = new TableReader({
  log,
  codec,
  logger,
  scheduler: systemScheduler,
  topic: 'engagement.received',
  apply: (event) => noteReceived(streams, event),
  ...NEWEST_RECEIVED,
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
/** Only the safety check looks at what workspaces were told. */
const judges = names.length === 0 || names.includes('safety');
const health = await startHealthServer({
  host: config.host,
  port: config.ports.processors,
  metrics,
  checks: { start: startup.readiness, policies: policyReader.readiness, ...host.checks },
});
const { shutdown } = onShutdown(logger, () => [
  {
    name: 'tables',
    run: async () => {
      policyReader.stop();
      streamReader.stop();
    },
  },
  { name: 'processors', run: () => host.drain() },
  { name: 'grammar', run: async () => grammar?.close() },
  { name: 'log', run: () => log.close() },
  { name: 'traces', run: () => tracing.close() },
  { name: 'health', run: () => health.close() },
]);
await startup.until('schema registry', () => codec.prepare());
await startup.until('safety policies', () => policyReader.start());
if (judges) await startup.until('newest messages', () => streamReader.start());
await startup.until('event log', () => host.start());
startup.done();
