/** `node processors/main.ts [--check] [NAME…]`: runs these processors, all when none is named. Wires, nothing else. */
import type { SentimentRefiner } from '../models/ports.ts';
import { WeightsFolder } from '../models/light/weights-folder.ts';
import { hostedGate } from '../models/safety/ensemble.ts';
import { hostedLayers, hostedProblems } from '../models/safety/hosted/configured.ts';
import { harperReader } from '../models/safety/quality/grammar.ts';
import { ModelRefused } from '../models/transformer/manifest.ts';
import { transformerRefiner } from '../models/transformer/refiner.ts';
import { openModelThread } from '../models/transformer/thread.ts';
import { WorkspaceStreams } from '../models/safety/workspace-streams.ts';
import { AccountOwners } from '../platforms/account-owners.ts';
import { clientSource } from '../platforms/registry.ts';
import { systemClock } from '../service/clock.ts';
import { demoWorkspaces } from '../service/demo-workspaces.ts';
import { startHealthServer } from '../service/health.ts';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { configOrExit, EX_CONFIG, namedOnCommandLine } from '../service/process-config.ts';
import { onShutdown } from '../service/shutdown.ts';
import { createStartup } from '../service/startup.ts';
import { createTracing } from '../service/tracing.ts';
import { isAway } from '../topics/away.ts';
import { PARTITIONS } from '../topics/catalogue.ts';
import { createCodec } from '../topics/codec/codec.ts';
import { createConfluentRegistry } from '../topics/codec/confluent-registry.ts';
import { connectKafka } from '../topics/log/kafkajs/connect.ts';
import { AdoptedTable, adoptedReaders } from './adopted.ts';
import { PolicyTable } from './policies.ts';
import { demoProfilesOf } from './profiles.ts';
import { NEWEST_RECEIVED, noteReceived } from './received.ts';
import { processors, standardDeps } from './registry.ts';
import { createHost } from './runtime/host.ts';
import { systemScheduler } from './runtime/scheduler.ts';
import { TableReader } from './runtime/table-reader.ts';

const names = namedOnCommandLine();
const now = (): number => systemClock.now();
/** Opened below, before any processor starts; the processor `refine` runs only with a model. */
let refiner: SentimentRefiner | null = null;
const laterRefiner: SentimentRefiner = {
  look: async (...asked) => refiner?.look(...asked) ?? { outcome: 'kept', reason: 'model_failed' },
};
const known = processors(standardDeps({ clientOf: () => undefined, now, refiner: laterRefiner })).map(
  ({ name }) => name,
);
const unknown = names.filter((name) => !known.includes(name));
const config = configOrExit({
  problems: unknown.map((name) => `no processor is called ${name}; there are: ${known.join(', ')}`),
  refuses: ({ moderation }) => hostedProblems(moderation, now()),
});
const policies = new PolicyTable();
const owners = new AccountOwners();
const adopted = new AdoptedTable();
const adoptedWeights = new WeightsFolder({
  folder: config.modelsDir,
  now,
  onRefused: (sha256, problem) =>
    logger.error({ sha256, problem }, 'adopted weights cannot be used; those of the program answer'),
});
const streams = new WorkspaceStreams();
const hosted = await hostedLayers(config.moderation, now);
const grammar = config.grammar ? harperReader() : null;
const all = processors(
  standardDeps(
    {
      clientOf: clientSource(config.networks, now, config.accountTokens),
      profileOf: demoProfilesOf(demoWorkspaces(config.demoWorkspaces)),
      ownerOf: owners.ownerOf,
      policyOf: (tenantId, workspaceId) => policies.inForce(tenantId, workspaceId),
      readersOf: adoptedReaders(adopted, adoptedWeights, (head) => missed.inc({ head })),
      now,
      refiner: laterRefiner,
      readbackMs: config.readbackMs,
      ...(grammar === null ? {} : { grammar }),
    },
    hostedGate(hosted, config.moderation.timeoutMs, { streams }),
  ),
);
const running = all
  .filter(({ name }) => names.length === 0 || names.includes(name))
  .filter(({ name }) => name !== 'refine' || config.transformerDir !== null);
if (running.length === 0) {
  console.error('refine needs a model: set SIGNALPOST_TRANSFORMER_DIR');
  process.exit(EX_CONFIG);
}

const logger = createLogger('processors', config.logLevel);
if (hosted.length > 0) logger.info({ layers: hosted.map(({ name }) => name) }, 'hosted moderators are on');
const metrics = createMetrics();
const missed = metrics.counter(
  'adopted_weights_missed_total',
  'Texts that the weights of the program read because the adopted ones could not be used.',
  ['head'],
);
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
  apply: (event) => {
    policies.apply(event);
    owners.apply(event);
    adopted.apply(event);
  },
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
  processors: running,
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
const transformer = running.some(({ name }) => name === 'refine') ? await openTransformer() : null;
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
  { name: 'transformer', run: async () => transformer?.close() },
  { name: 'grammar', run: async () => grammar?.close() },
  { name: 'log', run: () => log.close() },
  { name: 'traces', run: () => tracing.close() },
  { name: 'health', run: () => health.close() },
]);
await startup.until('schema registry', () => codec.prepare());
// Both are read from the log: an operator is told which service is away, not what of it is missing.
await startup.until('event log', () => policyReader.start());
if (judges) await startup.until('event log', () => streamReader.start());
await startup.until('event log', () => host.start());
startup.done();

/** A model that is not what its manifest says is an error of the configuration: the process ends and says which. */
async function openTransformer() {
  try {
    const model = await openModelThread(config.transformerDir ?? '');
    refiner = transformerRefiner({
      model,
      now: () => systemClock.now(),
      onFailure: (error) => logger.warn({ error: error.message }, 'the transformer tier had no answer'),
    });
    logger.info({ model: model.about.modelVersion }, 'the transformer tier is on');
    return model;
  } catch (error) {
    if (!(error instanceof ModelRefused)) throw error;
    console.error(error.message);
    return process.exit(EX_CONFIG);
  }
}
