/** `node gateway/main.ts [--check]`: wires the gateway and does nothing else. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { serve, type WebSocketServerLike } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import { DEFAULT_CARD } from '../models/light/default.ts';
import { AccountOwners } from '../platforms/account-owners.ts';
import { clientSource, PLATFORMS } from '../platforms/registry.ts';
import { systemScheduler } from '../processors/runtime/scheduler.ts';
import { TableReader } from '../processors/runtime/table-reader.ts';
import { openClickHouse } from '../projections/clickhouse/client.ts';
import { compareStreamIds, createLiveSource } from '../projections/read/live.ts';
import { AdoptedModels } from '../projections/read/adopted-models.ts';
import { readModelCard } from '../projections/read/model-cards.ts';
import { createReads, createStores } from '../projections/read/reads.ts';
import { openRedis } from '../projections/redis/client.ts';
import { systemClock } from '../service/clock.ts';
import type { Readiness } from '../service/health.ts';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { perNetwork } from '../service/networks.ts';
import { configOrExit } from '../service/process-config.ts';
import { onShutdown, type ShutdownStep } from '../service/shutdown.ts';
import { createStartup } from '../service/startup.ts';
import { createTracing } from '../service/tracing.ts';
import { isAway } from '../topics/away.ts';
import { createCodec } from '../topics/codec/codec.ts';
import { createConfluentRegistry } from '../topics/codec/confluent-registry.ts';
import { connectKafka } from '../topics/log/kafkajs/connect.ts';
import { partitionOf } from '../topics/log/partitioner.ts';
import { createApp } from './app.ts';
import { startCommandBus } from './commands/bus.ts';
import { connectDemoAccounts, DEMO_MEMBER, demoAccounts, demoOwner, demoWorkspaceName } from './demo.ts';
import { windowSecondsOf } from './limits.ts';
import { createLiveHub } from './live/hub.ts';
import { startOverviewFeed } from './live/overview-feed.ts';
import { createAppender } from './log/appender.ts';
import { createSessionStore } from './auth/session-store.ts';
import { tracedBus } from './commands/traced.ts';
import { trackedBus } from './commands/tracked.ts';
import { polledAccounts } from './polling/accounts.ts';
import { startPoller } from './polling/poller.ts';
import { createResponseStore } from './commands/response-store.ts';
import { startingApp } from './starting.ts';
import { guarded } from './store-away.ts';
import { webhookReceivers } from './webhooks/receivers.ts';

/** Of the safety gate's own classifier; a data file, nothing of it runs here. */
const SAFETY_CARD = new URL('../models/safety/bayes/weights.card.json', import.meta.url);

const config = configOrExit({ required: ['SIGNALPOST_API_TOKEN'] });

const logger = createLogger('gateway', config.logLevel);
const metrics = createMetrics();
const tracing = createTracing({ service: 'gateway', endpoint: config.tracing.endpoint });
const steps: ShutdownStep[] = [];
const { shutdown } = onShutdown(logger, () => steps.toReversed());
const fatal = (error: Error): void => {
  logger.fatal({ err: error }, 'the gateway cannot go on');
  void shutdown('fatal', 1);
};

const startup = createStartup({ logger, passes: isAway, random: Math.random });
// Listens from the first moment: who asks meanwhile hears what is waited for.
let answer: Hono['fetch'] = startingApp(startup.readiness).fetch;
// The types of `ws` and of the adapter differ under exactOptionalPropertyTypes; the adapter's README pairs them.
const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
const server = serve(
  {
    fetch: (request, env) => answer(request, env),
    hostname: config.host,
    port: config.ports.gateway,
    websocket: { server: sockets as unknown as WebSocketServerLike },
  },
  (address: AddressInfo) => logger.info({ port: address.port }, 'gateway listens'),
);
server.on('error', fatal);

const log = connectKafka({ ...config.kafka, clientId: 'signalpost-gateway' }, logger);
steps.push({ name: 'log', run: () => log.close() }, { name: 'traces', run: () => tracing.close() });
const codec = createCodec(createConfluentRegistry(config.registry));
await startup.until('schema registry', () => codec.prepare());
const appender = createAppender({
  writer: await startup.until('event log', () => log.openWriter()),
  encode: (event) => codec.encode(event),
  partitionOf,
  scale: config.scale,
});
steps.push({ name: 'appender', run: () => appender.close() });

let redisProblem: string | null = null;
const redisError = (error: Error): void => {
  if (redisProblem === null) logger.warn({ err: error }, 'redis is away');
  redisProblem = 'redis cannot be reached';
};
const redis = openRedis(config, redisError);
const blocking = openRedis(config, redisError);
redis.on('ready', () => (redisProblem = null));
const clickhouse = openClickHouse(config);
steps.push({
  name: 'stores',
  async run() {
    redis.disconnect();
    blocking.disconnect();
    await clickhouse.close();
  },
});
const stores = createStores({
  redis,
  client: clickhouse,
  db: config.clickhouse.database,
  now: () => systemClock.now(),
  windowSecondsOf,
  workspaceName: (scope) => demoWorkspaceName(config, scope),
});
const reads = guarded(createReads(stores, (ms) => new Promise((resolve) => setTimeout(resolve, ms))));

const bus = await startup.until('event log', () =>
  startCommandBus({
    log,
    appender,
    decode: (value) => codec.decodeAsync(value),
    instanceId: randomUUID(),
    logger,
    onFatal: fatal,
  }),
);
steps.push({ name: 'answers', run: () => bus.stop() });
const hub = createLiveHub(createLiveSource(stores, DEMO_MEMBER, blocking), compareStreamIds, logger);
const feed = startOverviewFeed(hub, () => reads.overview(DEMO_MEMBER), logger);

const accounts = demoAccounts(config);
const owners = new AccountOwners();
const models = new AdoptedModels({
  program: readModelCard(DEFAULT_CARD),
  others: [readModelCard(SAFETY_CARD)],
  folder: config.modelsDir,
  now: () => systemClock.now(),
  onMissing: (sha256, problem) => logger.warn({ sha256, problem }, 'the card of adopted weights is not here'),
});
const workspaceReader = new TableReader({
  log,
  codec,
  logger,
  scheduler: systemScheduler,
  topic: 'workspace.events',
  apply: (event) => {
    owners.apply(event);
    models.apply(event);
  },
});
steps.push({ name: 'workspaces', run: async () => workspaceReader.stop() });
await startup.until('event log', () => workspaceReader.start());
await startup.until('event log', () => connectDemoAccounts(appender, accounts, systemClock.now()));
const poller = await startup.until('event log', () =>
  startPoller({
    log,
    encode: (event) => codec.encode(event),
    decode: (value) => codec.decodeAsync(value),
    partitionOf,
    scale: config.scale,
    accounts: polledAccounts(
      accounts,
      clientSource(config.networks, () => systemClock.now(), config.accountTokens),
    ),
    clock: systemClock,
    random: Math.random,
    logger,
    metrics,
    tracing,
    traceRatio: config.tracing.ratio,
    onFatal: fatal,
  }),
);
steps.push({ name: 'poller', run: () => poller.stop() });

const store = guarded(createResponseStore(redis));
const auth = {
  apiToken: config.apiToken,
  clock: systemClock,
  principal: DEMO_MEMBER,
  sessions: guarded(createSessionStore(redis)),
};
const app = createApp({
  logger,
  metrics,
  checks: {
    answers: (): Readiness =>
      bus.ready() ? { ready: true } : { ready: false, reason: 'the answers of commands are not read yet' },
    redis: (): Readiness =>
      redisProblem === null ? { ready: true } : { ready: false, reason: redisProblem },
  },
  webhooks: {
    receivers: webhookReceivers(
      Object.values(PLATFORMS),
      perNetwork((slug) => [config.networks[slug]?.appSecret ?? []].flat()),
    ),
    appender,
    ownerOf: (accountId) => owners.ownerOf(accountId) ?? demoOwner(accounts, accountId),
    clock: systemClock,
    randomId: randomUUID,
    metrics,
    tracing,
    traceRatio: config.tracing.ratio,
  },
  session: { ...auth, store, randomId: () => randomBytes(16).toString('base64url') },
  replies: {
    reads,
    bus: trackedBus(
      // People send few: each of their commands is traced, whatever the share of the busy paths.
      tracedBus(bus, { tracing, traceRatio: 1, clock: systemClock }),
      store,
      logger,
    ),
    store,
    logger,
    clock: systemClock,
  },
  sent: store,
  live: { ...auth, hub, logger },
  reads,
  modelsOf: (scope) => models.inUse(scope),
  dashboardFolder: path.join(import.meta.dirname, 'dashboard', 'dist'),
});

startup.done();
answer = app.fetch;
steps.push(
  { name: 'http', run: () => new Promise((resolve) => server.close(() => resolve())) },
  {
    name: 'live',
    async run() {
      await feed.stop();
      await hub.stop();
    },
  },
);
