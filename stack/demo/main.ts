/**
 * Life for a demonstration: registers our webhook at the simulated X, as an operator would, and lets people
 * write to the brand now and then. Messages come from the corpus, in an order that the seed decides.
 *
 * Environment: SIGNALPOST_DEMO_RATE messages a second (0 only registers the webhook), SIGNALPOST_DEMO_PORT,
 * SIGNALPOST_WEBHOOK_URL where the gateway takes X's deliveries (default: from services.json).
 */
import path from 'node:path';
import { createLogger } from '../../service/logger.ts';
import { createMetrics } from '../../service/metrics.ts';
import { startHealthServer, type Readiness } from '../../service/health.ts';
import { onShutdown } from '../../service/shutdown.ts';
import { NETWORK_NAMES } from '../networks/table.ts';
import { readMessages } from '../simulate/message.ts';
import { UsageError } from '../simulate/usage-error.ts';
import { findInstallation, type Where } from '../simulate/where.ts';
import { createCrowd } from './crowd.ts';
import { shuffled } from './shuffled.ts';

const logger = createLogger('demo', process.env['SIGNALPOST_LOG_LEVEL'] || 'info');
const rate = Number(process.env['SIGNALPOST_DEMO_RATE'] || '0.3');
if (!Number.isFinite(rate) || rate < 0 || rate > 100) {
  console.error('SIGNALPOST_DEMO_RATE must be a number of messages a second, 0 to 100');
  process.exit(78);
}

/** What is missing, in one sentence each; sysexits.h EX_CONFIG. */
function whereOrExit(): Where {
  try {
    return findInstallation(process.env, {
      webhookUrl: process.env['SIGNALPOST_WEBHOOK_URL'] || undefined,
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return process.exit(78);
  }
}
const where = whereOrExit();
if (process.argv.includes('--check')) process.exit(0);
const messages = await readMessages(path.join(import.meta.dirname, '..', 'corpus', 'messages.jsonl'));
let readiness: Readiness = { ready: false, reason: 'the webhook is not registered yet' };
const metrics = createMetrics();
const health = await startHealthServer({
  host: '127.0.0.1',
  port: Number(process.env['SIGNALPOST_DEMO_PORT'] || '0'),
  metrics,
  checks: { webhook: () => readiness },
});
const crowd = createCrowd({
  controlUrl: where.controlUrl,
  webhookUrl: where.webhookUrl,
  messages: shuffled(messages, Date.now()),
  // In turn. With the default rate X's 100 replies in 15 minutes just suffice, so that little has to wait.
  networks: NETWORK_NAMES,
  everyMs: rate === 0 ? null : 1_000 / rate,
  written: metrics.counter('demo_messages_total', 'Messages that people wrote.', ['network']),
  logger,
  onRegistered: () => (readiness = { ready: true }),
});
onShutdown(logger, () => [
  { name: 'crowd', run: () => crowd.stop() },
  { name: 'health', run: () => health.close() },
]);
