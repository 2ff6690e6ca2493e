/** A partition that was taken away is not opened again by its old owner: that would fence the new one. */
import { expect, it } from 'vitest';
import { createLogger } from '../../service/logger.ts';
import { createMetrics } from '../../service/metrics.ts';
import { createTracing } from '../../service/tracing.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../topics/codec/static-registry.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import { LogError, type ConsumerHandler, type Log, type TransactionalWriter } from '../../topics/log/port.ts';
import { CommitPacer } from './commit-pacer.ts';
import { ProcessorRun } from './processor-run.ts';
import { runtimeMetrics } from './runtime-metrics.ts';
import { systemScheduler } from './scheduler.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { copy } from './test-processors.ts';

const AT = { topic: 'workspace.commands', partition: 0 } as const;
const until = (ready: () => boolean): Promise<void> =>
  expect.poll(ready, { timeout: 5_000, interval: 5 }).toBe(true);
const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
};

it('a rebalance while a failed commit is cleaned up ends the starting over, and the next assignment opens anew', async () => {
  const codec = createCodec(createStaticRegistry());
  await codec.prepare();
  const closing = Promise.withResolvers<void>();
  let handler: ConsumerHandler | null = null;
  let opened = 0;
  let closed = 0;
  let committed = 0;
  const writer = (): TransactionalWriter => ({
    transactionalId: 'workspace-0',
    commit: async ({ offsets }) => {
      if (opened === 1) throw new LogError('unavailable', 'the answer was lost');
      committed = offsets?.offsets.at(-1)?.offset ?? committed;
    },
    close: () => {
      closed++;
      return opened === 1 ? closing.promise : Promise.resolve();
    },
  });
  const log = {
    openTransactional: () => {
      opened++;
      return Promise.resolve(writer());
    },
    offsets: (topics: readonly string[]) =>
      Promise.resolve(topics.map((topic) => ({ topic, partition: 0, start: 0, end: 1 }))),
    committed: () => Promise.resolve([]),
    consumer: () => ({
      run: (given: ConsumerHandler) => Promise.resolve(void (handler = given)),
      pause: () => undefined,
      resume: () => undefined,
      seek: () => undefined,
      stop: () => Promise.resolve(),
    }),
  } as unknown as Log;
  const run = new ProcessorRun(copy, {
    log,
    codec,
    scheduler: systemScheduler,
    settings: { ...DEFAULT_SETTINGS, flushMs: 5 },
    logger: createLogger('test', 'silent'),
    metrics: runtimeMetrics(createMetrics({ processMetrics: false })),
    pacer: new CommitPacer(100, 10, Date.now()),
    tracing: createTracing({ service: 'test', endpoint: null }),
    chance: { random: () => 0, token: () => 'token' },
    partitionCounts: new Map([
      ['workspace.events', 1],
      ['dead.letters', 1],
    ]),
    onFatal: (_name, error) => {
      throw error;
    },
  });
  await run.start();
  const group = handler as unknown as ConsumerHandler;
  const member = { groupId: 'workspace', memberId: 'm' };
  const value = codec.encode(sampleEvent('PauseWorkspace'));
  const record = { ...AT, offset: 0, key: Buffer.from('a'), value, headers: {}, timestamp: 1 };
  const batch = { ...AT, records: [record], nextOffset: 1, endOffset: 1 };

  await group.onAssigned([AT], { ...member, generationId: 1 });
  await group.onBatch(batch);
  await until(() => closed === 1); // the commit failed, and the old writer is being closed
  await group.onRevoked([AT]);
  closing.resolve();
  await turns(50);
  expect(opened).toBe(1);

  await group.onAssigned([AT], { ...member, generationId: 2 });
  await group.onBatch(batch);
  await until(() => committed === 1);
  expect(opened).toBe(2);
  await run.drain();
});
