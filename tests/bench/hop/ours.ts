/** The real runner with one transform in one process, as `processors/main.ts` wires it. Ends on SIGTERM. */
import { createHost } from '../../../processors/runtime/host.ts';
import { createLogger } from '../../../service/logger.ts';
import { createMetrics } from '../../../service/metrics.ts';
import { onShutdown } from '../../../service/shutdown.ts';
import { createTracing } from '../../../service/tracing.ts';
import { createCodec } from '../../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../../topics/codec/static-registry.ts';
import { connectKafka } from '../../../topics/log/kafkajs/connect.ts';
import { hop, PARTITIONS } from './work.ts';

const logger = createLogger('bench-hop', 'warn');
const log = connectKafka(
  { brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','), clientId: `bench-${process.pid}` },
  logger,
);
const codec = createCodec(createStaticRegistry());
await codec.prepare();
const host = createHost({
  processors: [hop],
  log,
  codec,
  logger,
  metrics: createMetrics({ processMetrics: false }),
  tracing: createTracing({ service: 'bench', endpoint: null }),
  partitions: PARTITIONS,
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
