/** The shared suite on a real broker, with every codec that we write. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { startStack } from '../../stack/testing.ts';
import type { TestStack } from '../../stack/testing.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { describeLog } from '../../topics/log/suite.ts';
import { silent } from '../support/silent.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack({ parts: ['kafka'] });
});
afterAll(async () => {
  await stack?.stop();
});

describe.each(['none', 'lz4', 'zstd'] as const)('written with %s', (compression) => {
  describeLog('the log on kafkajs and a real broker', async () => ({
    connect: async () =>
      connectKafka({ brokers: stack.services.kafka?.brokers ?? [], clientId: 'suite', compression }, silent),
    name: (prefix) => `${prefix}-${randomUUID()}`,
  }));
});
