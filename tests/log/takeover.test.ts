/**
 * Why each partition of a processor has a transactional id of its own, and not each process one for all of its
 * partitions, fenced by the group's generation alone (KIP-447): a dead owner's open transaction.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStack } from '../../stack/testing.ts';
import type { TestStack } from '../../stack/testing.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import type { Log } from '../../topics/log/port.ts';
import { startKafkaProxy } from '../support/proxy.ts';
import type { KafkaProxy } from '../support/proxy.ts';
import { silent } from '../support/silent.ts';

const TIMEOUT_MS = 4_000;
let stack: TestStack;
let proxy: KafkaProxy;
let log: Log;
let direct: Log;
beforeAll(async () => {
  stack = await startStack({ parts: ['kafka'] });
  const brokers = stack.services.kafka?.brokers ?? [];
  proxy = await startKafkaProxy(brokers[0] ?? '');
  log = connectKafka({ brokers, clientId: 'dying' }, silent, proxy.sockets);
  direct = connectKafka({ brokers, clientId: 'heir' }, silent);
});
afterAll(async () => {
  await Promise.all([log?.close(), direct?.close()]);
  await proxy?.close();
  await stack?.stop();
});

/** An owner that dies between its records and the end of its transaction. */
async function leftOpen(): Promise<{ readonly id: string; readonly topic: string }> {
  const topic = `t-${randomUUID()}`;
  const id = `tx-${randomUUID()}`;
  await direct.createTopics([{ topic, partitions: 1, replicationFactor: 1, config: {} }]);
  const owner = await log.openTransactional(id, { timeoutMs: TIMEOUT_MS });
  const lost = proxy.lose('EndTxn', 'cut-request');
  const records = [{ key: null, value: Buffer.from('open'), timestamp: Date.now() }];
  await expect(owner.commit({ batches: [{ topic, partition: 0, records }] })).rejects.toMatchObject({
    code: 'unavailable',
  });
  await lost;
  await owner.close();
  return { id, topic };
}

/** Ms until committed readers (of a changelog, say) get past what was left open. */
async function blockedMs(topic: string): Promise<number> {
  const began = performance.now();
  while (((await direct.offsets([topic]))[0]?.end ?? 0) === 0) await sleep(20);
  return performance.now() - began;
}

it('opening the dead owner’s id ends its transaction at once; without that, readers wait for its timeout', async () => {
  const first = await leftOpen();
  const heir = await direct.openTransactional(first.id, { timeoutMs: TIMEOUT_MS });
  const taken = await blockedMs(first.topic);
  await heir.close();
  const second = await leftOpen();
  const left = await blockedMs(second.topic);
  console.log(
    `readers blocked: ${Math.round(taken)} ms after opening the id, ${Math.round(left)} ms without`,
  );
  expect(taken).toBeLessThan(left);
  expect(left).toBeGreaterThan(TIMEOUT_MS / 2);
});
