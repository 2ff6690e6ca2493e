/** A gap in the offsets is looked at before it is passed; what happens meanwhile must not make it a loss. */
import { expect, it } from 'vitest';
import { createLogger } from '../../service/logger.ts';
import { createMetrics } from '../../service/metrics.ts';
import { createTracing } from '../../service/tracing.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../topics/codec/static-registry.ts';
import type { Event } from '../../topics/events.ts';
import {
  LogError,
  type ConsumerHandler,
  type Log,
  type LogRecord,
  type TransactionalWriter,
} from '../../topics/log/port.ts';
import { objectsOf } from '../../topics/log/stored-records.ts';
import { CommitPacer } from './commit-pacer.ts';
import { ProcessorRun } from './processor-run.ts';
import { runtimeMetrics } from './runtime-metrics.ts';
import { systemScheduler } from './scheduler.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { copy } from './test-processors.ts';

const AT = { topic: 'workspace.commands', partition: 0 } as const;
const codec = createCodec(createStaticRegistry());

function record(offset: number): LogRecord {
  const event: Event<'PauseWorkspace'> = {
    eventId: `00000000-0000-4000-8000-${String(offset).padStart(12, '0')}`,
    type: 'PauseWorkspace',
    tenantId: 't',
    workspaceId: 'w',
    streamId: 'a',
    streamVersion: null,
    occurredAt: 1,
    recordedAt: 1,
    correlationId: 'c',
    causationId: null,
    actor: 'member:m',
    data: { reason: `n${offset}` },
  };
  return { ...AT, offset, key: Buffer.from('a'), value: codec.encode(event), headers: {}, timestamp: 1 };
}

/** A log whose first commit fails, and whose look at a gap ends, when the test says so. */
class ScriptedLog {
  readonly firstCommit = Promise.withResolvers<void>();
  readonly look = Promise.withResolvers<void>();
  readonly sought: number[] = [];
  readonly written: string[] = [];
  handler: ConsumerHandler | null = null;
  commits = 0;
  #committed = 0;

  readonly log = {
    openTransactional: () => Promise.resolve(this.#writer()),
    offsets: (topics: readonly string[]) =>
      Promise.resolve(topics.map((topic) => ({ topic, partition: 0, start: 0, end: 10 }))),
    committed: () => Promise.resolve(this.#committed === 0 ? [] : [{ ...AT, offset: this.#committed }]),
    read: ({ signal }: { readonly signal?: AbortSignal }) => this.#nothingBetween(signal),
    consumer: () => ({
      run: (handler: ConsumerHandler) => Promise.resolve(void (this.handler = handler)),
      pause: () => undefined,
      resume: () => undefined,
      seek: ({ offset }: { readonly offset: number }) => void this.sought.push(offset),
      stop: () => Promise.resolve(),
    }),
  } as unknown as Log;

  #writer(): TransactionalWriter {
    return {
      transactionalId: 'copy-0',
      close: () => Promise.resolve(),
      commit: async ({ batches, offsets }) => {
        this.commits += 1;
        if (this.commits === 1) {
          await this.firstCommit.promise;
          throw new LogError('unavailable', 'the request was lost');
        }
        for (const { value } of batches.flatMap((batch) => objectsOf(batch.records))) {
          if (value) this.written.push((codec.decode(value) as Event<'PauseWorkspace'>).data.reason);
        }
        this.#committed = offsets?.offsets.at(-1)?.offset ?? this.#committed;
      },
    };
  }

  async *#nothingBetween(signal?: AbortSignal): AsyncGenerator<readonly LogRecord[]> {
    await this.look.promise;
    signal?.throwIfAborted();
    yield []; // the offset between is a control record
  }
}

const until = (ready: () => boolean): Promise<void> =>
  expect.poll(ready, { timeout: 5_000, interval: 5 }).toBe(true);

async function start(scripted: ScriptedLog): Promise<ProcessorRun> {
  await codec.prepare();
  const run = new ProcessorRun(copy, {
    log: scripted.log,
    codec,
    scheduler: systemScheduler,
    settings: { ...DEFAULT_SETTINGS, flushMs: 20 },
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
  return run;
}

it('a batch behind a gap that comes while the process drains is let go, not asked for again and again', async () => {
  const scripted = new ScriptedLog();
  const run = await start(scripted);
  const { handler } = scripted;
  await handler?.onAssigned([AT], { groupId: 'copy', memberId: 'm', generationId: 1 });
  await handler?.onBatch({ ...AT, records: [record(0)], nextOffset: 1, endOffset: 10 });
  await until(() => scripted.commits === 1);
  const behindTheGap = handler?.onBatch({ ...AT, records: [record(2)], nextOffset: 3, endOffset: 10 });
  const drained = run.drain(); // waits for the commit, which the log holds up
  scripted.look.resolve();
  await behindTheGap;
  expect(scripted.sought).toEqual([]);
  scripted.firstCommit.resolve();
  await drained;
});

it('a batch behind a gap is not taken when the partition began anew at an earlier place meanwhile', async () => {
  const scripted = new ScriptedLog();
  const run = await start(scripted);
  const { handler } = scripted;
  await handler?.onAssigned([AT], { groupId: 'copy', memberId: 'm', generationId: 1 });
  const batch = (offsets: readonly number[], nextOffset: number) =>
    handler?.onBatch({ ...AT, records: offsets.map(record), nextOffset, endOffset: 10 });

  await batch([0, 1, 2, 3, 4], 5);
  const behindTheGap = batch([6, 7, 8, 9], 10); // asks what lies at 5
  scripted.firstCommit.resolve(); // ... while the first commit fails and everything begins anew at 0
  await until(() => scripted.sought.includes(0));
  scripted.look.resolve();
  await behindTheGap;
  await batch([0, 1, 2, 3, 4, 6, 7, 8, 9], 10); // what the reader brings after the seek

  await until(() => scripted.written.length >= 4);
  await run.drain();
  expect(scripted.written).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9].map((n) => `n${n}`));
});
