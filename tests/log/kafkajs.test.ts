/** The shared suite on a real broker. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
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

describeLog('the log on kafkajs and a real broker', async () => ({
  connect: async () =>
    connectKafka({ brokers: stack.services.kafka?.brokers ?? [], clientId: 'suite' }, silent),
  name: (prefix) => `${prefix}-${randomUUID()}`,
}));
