/** One-shot: prepares broker and registry, then exits. Others start after it (`signalpost up`, a Kubernetes job). */
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '../../service/logger.ts';
import { configOrExit } from '../../service/process-config.ts';
import { createCodec } from '../codec/codec.ts';
import { createConfluentRegistry } from '../codec/confluent-registry.ts';
import { connectKafka } from '../log/kafkajs/connect.ts';
import { SetupError, setUp } from './setup.ts';
import { changelogOwners, topicSpecs } from './topics.ts';

const DEADLINE_MS = 60_000;

async function main(): Promise<void> {
  const config = configOrExit();
  const logger = createLogger('setup', config.logLevel);
  const log = connectKafka({ ...config.kafka, clientId: 'signalpost-setup' }, logger);
  const registry = createConfluentRegistry(config.registry);
  const { scale, replication } = config;
  try {
    await setUp(
      {
        log,
        registry,
        codec: createCodec(registry),
        elapsedMs: () => performance.now(),
        pause,
        say: (line) => logger.info(line),
      },
      topicSpecs({ scale, replication, stateful: changelogOwners() }),
      DEADLINE_MS,
    );
  } finally {
    await log.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
