import type { Readiness } from '../../service/health.ts';
import type { Logger } from '../../service/logger.ts';
import type { Tracing } from '../../service/tracing.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type {
  CommittedOffset,
  GroupConsumer,
  GroupMember,
  Log,
  TopicPartition,
} from '../../topics/log/port.ts';
import { buildPartition } from './build.ts';
import type { CommitPacer } from './commit-pacer.ts';
import { hasState, stateTopic } from './topics.ts';
import { Ledger } from './once.ts';
import { PartitionTask } from './partition-task.ts';
import { passes, patiently } from './patience.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';
import type { Scheduler } from './scheduler.ts';
import type { RuntimeSettings } from './settings.ts';
import type { TaskEnv } from './task-env.ts';
import type { Processor } from './types.ts';

export interface RunEnv {
  readonly log: Log;
  readonly codec: Codec;
  readonly scheduler: Scheduler;
  readonly settings: RuntimeSettings;
  readonly logger: Logger;
  readonly metrics: RuntimeMetrics;
  readonly pacer: CommitPacer;
  readonly tracing: Tracing;
  readonly chance: { readonly random: () => number; readonly token: () => string };
  /** Partition counts of all topics that any processor writes. */
  readonly partitionCounts: ReadonlyMap<string, number>;
  readonly onFatal: (processor: string, error: Error) => void;
}

/** Partitions restored at the same time. */
const RESTORES = 4;

/** One processor in this process: a group consumer, and a task for each partition number that it is given. */
export class ProcessorRun {
  readonly processor: Processor;
  readonly #env: RunEnv;
  readonly #logger: Logger;
  readonly #tasks = new Map<number, PartitionTask>();
  /** What this process knows of its own one-time effects; outlives a task, not the ownership. */
  readonly #ledgers = new Map<number, Ledger>();
  #consumer: GroupConsumer | null = null;
  #member: GroupMember | null = null;
  #assignment = new AbortController();
  #joined = false;
  #ending = false;
  #rejoining: Promise<void> | null = null;
  readonly #ended = new AbortController();

  constructor(processor: Processor, env: RunEnv) {
    this.processor = processor;
    this.#env = env;
    this.#logger = env.logger.child({ processor: processor.name });
  }

  /** Joins the group; waits as long as the log is away. */
  start(): Promise<void> {
    return this.#join();
  }

  /** Ready when the group has given its answer and everything given is restored and runs. */
  readiness(): Readiness {
    if (!this.#joined) return { ready: false, reason: 'waiting for the group' };
    for (const task of this.#tasks.values()) {
      if (task.state === 'stopped') {
        return { ready: false, reason: `partition ${task.partition} stopped: ${task.stoppedBecause}` };
      }
      if (task.state !== 'running')
        return { ready: false, reason: `partition ${task.partition} is ${task.state}` };
    }
    return { ready: true };
  }

  /** About once a second: what time brings without input, and the gauges. */
  tick(): void {
    const { metrics } = this.#env;
    const processor = this.processor.name;
    const states = { running: 0, restoring: 0, suspended: 0, stopped: 0 };
    let lag = 0;
    let entries = 0;
    for (const task of this.#tasks.values()) {
      task.tick();
      lag += task.lag;
      entries += task.entries;
      if (task.state in states) states[task.state as keyof typeof states]++;
    }
    for (const [state, count] of Object.entries(states)) metrics.partitions.set({ processor, state }, count);
    metrics.lag.set({ processor }, lag);
    metrics.entries.set({ processor }, entries);
  }

  /** Finishes what is in hand, commits it, leaves the group. */
  async drain(): Promise<void> {
    this.#ending = true;
    this.#ended.abort(new Error('draining'));
    this.#assignment.abort(new Error('draining'));
    const tasks = [...this.#tasks.values()];
    await Promise.all(tasks.map((task) => task.drain(this.#env.settings.drainMs)));
    await Promise.all(tasks.map((task) => task.close(true)));
    await this.#rejoining;
    await this.#consumer?.stop();
  }

  async #join(): Promise<void> {
    const { settings, scheduler, chance } = this.#env;
    const env = { settings, scheduler, logger: this.#logger, random: chance.random };
    try {
      await patiently(env, 'for the log to join the group', {}, this.#ended.signal, () => this.#joinOnce());
    } catch (error) {
      this.#env.onFatal(this.processor.name, error as Error);
    }
  }

  async #joinOnce(): Promise<void> {
    const { log, settings } = this.#env;
    const consumer = log.consumer({
      groupId: this.processor.name,
      topics: this.processor.inputs,
      gather: settings.gather,
      sessionTimeoutMs: settings.sessionTimeoutMs,
    });
    this.#consumer = consumer;
    try {
      await consumer.run({
        onAssigned: (partitions, member) => this.#onAssigned(partitions, member),
        onRevoked: () => this.#onRevoked(),
        onBatch: (batch) => this.#onBatch(batch),
        onFatal: (error) => {
          if (this.#consumer === consumer) this.#onConsumerFailed(error);
        },
      });
    } catch (error) {
      await consumer.stop().catch((err: unknown) => this.#logger.debug({ err }, 'consumer would not stop'));
      throw error;
    }
  }

  async #onAssigned(
    partitions: readonly TopicPartition[],
    member: GroupMember,
  ): Promise<readonly CommittedOffset[]> {
    const before = this.#member;
    // Warm only if no generation lies between in which somebody else could have had the partition.
    const contiguous =
      before !== null &&
      before.memberId === member.memberId &&
      before.generationId + 1 === member.generationId;
    this.#member = member;
    const assignment = (this.#assignment = new AbortController());
    const numbers = [...new Set(partitions.map((at) => at.partition))];
    await Promise.all(
      [...this.#tasks.values()]
        .filter((task) => !numbers.includes(task.partition))
        .map((task) => this.#release(task, 'assigned to another member')),
    );
    const offsets: CommittedOffset[] = [];
    const queue = [...numbers];
    const worker = async (): Promise<void> => {
      for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
        offsets.push(...(await this.#take(number, contiguous, assignment.signal)));
      }
    };
    await Promise.all(Array.from({ length: Math.min(RESTORES, numbers.length) }, worker));
    if (!assignment.signal.aborted) {
      this.#joined = true;
      this.#logger.info(
        { partitions: numbers, generation: member.generationId },
        'partitions assigned and restored',
      );
    }
    return offsets;
  }

  async #take(number: number, contiguous: boolean, signal: AbortSignal): Promise<readonly CommittedOffset[]> {
    const existing = this.#tasks.get(number);
    const warm = contiguous ? existing?.resume() : null;
    if (warm) return warm;
    await existing?.close(false);
    if (signal.aborted || this.#ending) return [];
    const task = new PartitionTask(this.#taskEnv(number), number);
    this.#tasks.set(number, task);
    return task.open(signal);
  }

  async #onRevoked(): Promise<void> {
    this.#joined = false;
    this.#assignment.abort(new Error('rebalance'));
    if (this.#ending) return;
    await Promise.all([...this.#tasks.values()].map((task) => task.suspend()));
  }

  async #onBatch(batch: Parameters<PartitionTask['add']>[0] & TopicPartition): Promise<void> {
    const task = this.#tasks.get(batch.partition);
    if (!task) return;
    const expected = task.expected(batch.topic);
    const first = batch.records[0]?.offset ?? batch.nextOffset;
    if (expected !== undefined && first > expected) {
      // Control records and aborted data may lie in between; records may not. Seldom, so worth a look.
      const missing = await this.#missing({ ...batch, from: expected, to: first });
      // While that was asked the task may have been replaced, or have begun anew at an earlier place: then it has
      // sought, this batch comes again, and taking it now would skip what lies between for ever.
      if (this.#tasks.get(batch.partition) !== task || task.expected(batch.topic) !== expected) return;
      // Revoked, or draining: nothing is taken any more. Asked for again it would only come again, at once and on and on.
      if (this.#assignment.signal.aborted) return;
      if (missing) {
        this.#logger.warn(
          { topic: batch.topic, partition: batch.partition, expected, first },
          'read went back: a batch came too far ahead',
        );
        this.#consumer?.seek({ topic: batch.topic, partition: batch.partition, offset: expected });
        return;
      }
    }
    task.add(batch);
  }

  async #missing(range: TopicPartition & { readonly from: number; readonly to: number }): Promise<boolean> {
    const { log } = this.#env;
    const { topic, partition, from, to } = range;
    try {
      for await (const records of log.read({ topic, partition, from, to, signal: this.#assignment.signal })) {
        if (records.length > 0) return true;
      }
      return false;
    } catch (error) {
      this.#logger.warn(
        { topic, partition, from, to, err: error },
        'could not look at a gap, reading it again',
      );
      return true;
    }
  }

  #onConsumerFailed(error: Error): void {
    if (this.#ending) return;
    if (!passes(error)) return this.#env.onFatal(this.processor.name, error);
    this.#rejoin('consumer failed', error);
  }

  /** Leaves the group and joins again as a new member; everything is restored then. */
  #rejoin(reason: string, error?: Error): void {
    if (this.#ending || this.#rejoining) return;
    this.#joined = false;
    this.#logger.warn({ reason, err: error }, 'leaving the group and joining again');
    this.#rejoining = (async () => {
      await this.#consumer?.stop();
      await this.#join();
    })()
      .catch((failure: unknown) => this.#env.onFatal(this.processor.name, failure as Error))
      .finally(() => (this.#rejoining = null));
  }

  async #release(task: PartitionTask, reason: string): Promise<void> {
    this.#tasks.delete(task.partition);
    this.#ledgers.get(task.partition)?.clear(reason);
    this.#ledgers.delete(task.partition);
    await task.close(true);
  }

  #taskEnv(partition: number): TaskEnv {
    const { log, codec, scheduler, settings, metrics, pacer, chance } = this.#env;
    const { processor } = this;
    const logger = this.#logger;
    const inputs = processor.inputs.map((topic) => ({ topic, partition }));
    let ledger = this.#ledgers.get(partition);
    if (!ledger) this.#ledgers.set(partition, (ledger = new Ledger()));
    const ours = ledger;
    return {
      source: {
        log,
        processor: processor.name,
        inputs: processor.inputs,
        changelog: hasState(processor) ? stateTopic(processor) : null,
        transactionTimeoutMs: settings.transactionTimeoutMs,
      },
      codec,
      scheduler,
      settings,
      logger,
      metrics,
      pacer,
      random: chance.random,
      member: () => this.#member as GroupMember,
      build: (opened, wake) =>
        buildPartition(processor, partition, opened, wake, ours, {
          ...this.#env,
          logger,
          token: chance.token,
        }),
      pauseInput: () => this.#consumer?.pause(inputs),
      resumeInput: () => this.#consumer?.resume(inputs),
      seek: (positions) => {
        for (const [topic, offset] of positions) this.#consumer?.seek({ topic, partition, offset });
      },
      onLost: (reason) => {
        const lost = this.#tasks.get(partition);
        scheduler.after(settings.rejoinMs, () => {
          if (this.#tasks.get(partition) === lost && lost?.state === 'lost') this.#rejoin(reason);
        });
      },
      onFatal: (error) => this.#env.onFatal(processor.name, error),
    };
  }
}
