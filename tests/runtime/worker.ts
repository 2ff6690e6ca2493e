/**
 * A process of its own that runs one processor of the tests, to be killed, paused and drained:
 * `node tests/runtime/worker.ts PROCESSOR`. Says `ready` on standard output once it is.
 */
import { createLogger } from '../../service/logger.ts';
import { createMetrics } from '../../service/metrics.ts';
import { onShutdown } from '../../service/shutdown.ts';
import { createTracing } from '../../service/tracing.ts';
import { createHost } from '../../processors/runtime/host.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../topics/codec/static-registry.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { FLOW_PROCESSORS } from './flow-processors.ts';

const [name = ''] = process.argv.slice(2);
const make = FLOW_PROCESSORS[name as keyof typeof FLOW_PROCESSORS];
if (!make) throw new Error(`no processor ${name}; known: ${Object.keys(FLOW_PROCESSORS).join(', ')}`);

const logger = createLogger(name, process.env['SIGNALPOST_LOG_LEVEL'] ?? 'info');
const log = connectKafka(
  { brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','), clientId: `worker-${process.pid}` },
  logger,
);
const codec = createCodec(createStaticRegistry());
await codec.prepare();
const host = createHost({
  processors: [make()],
  log,
  codec,
  logger,
  metrics: createMetrics({ processMetrics: false }),
  tracing: createTracing({ service: 'worker', endpoint: null }),
  partitions: Number(process.env['PARTITIONS'] ?? 3),
  settings: { sessionTimeoutMs: 6_000 },
  onFatal: (_, error) => {
    logger.fatal({ err: error }, 'cannot go on');
    void shutdown.shutdown('fatal', 1);
  },
});
const shutdown = onShutdown(logger, () => [
  { name: 'processors', run: () => host.drain() },
  { name: 'log', run: () => log.close() },
]);
process.once('disconnect', () => process.exit(1));
await host.start();
const ready = setInterval(() => {
  if (!Object.values(host.checks).every((check) => check().ready)) return;
  clearInterval(ready);
  console.log('ready');
}, 20);
