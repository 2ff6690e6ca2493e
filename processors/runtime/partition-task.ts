import { backoffMs } from '../../service/backoff.ts';
import { isReplayForOther } from '../../topics/dead-letters.ts';
import { LogError, type CommittedOffset } from '../../topics/log/port.ts';
import type { Batch } from './buffer.ts';
import { crashPoint, crashPointWithin } from './crash-points.ts';
import { Decoder } from './decoder.ts';
import type { Draft } from './draft.ts';
import { flushAt } from './flush-policy.ts';
import { PartitionStopped } from './input.ts';
import { QUIET_MS, ReadAhead } from './read-ahead.ts';
import { pause } from './scheduler.ts';
import { takeOver } from './take-over.ts';
import type { Live, TaskEnv, TaskState } from './task-env.ts';
import { sealed, Transactions } from './transaction.ts';
import { Waker } from './waker.ts';

/** Longest piece of work before other partitions and I/O get their turn, ms. */
const SLICE_MS = 8;
/** Records between looks at the clock. */
const SLICE_CHECK = 64;

/**
 * One partition of one processor: takes inputs one after another, gathers what comes of them in a draft and
 * commits it in one transaction, while the next draft is already being filled. If a commit fails, everything
 * in memory is thrown away and read again: there is no way back but the log.
 */
export class PartitionTask {
  readonly partition: number;
  readonly #env: TaskEnv;
  readonly #ahead: ReadAhead;
  readonly #decoder: Decoder;
  readonly #waker: Waker;
  #state: TaskState = 'restoring';
  #live: Live | null = null;
  #committing: Promise<void> | null = null;
  #scheduled = false;
  #draining = false;
  #opening: AbortController | null = null;
  #stoppedBecause = '';
  /** Commits that failed one after another. */
  #failures = 0;
  readonly #transactions: Transactions;

  constructor(env: TaskEnv, partition: number) {
    this.#env = env;
    this.partition = partition;
    this.#ahead = new ReadAhead(env);
    this.#transactions = new Transactions(env);
    this.#decoder = new Decoder(env.codec, env, () => this.#schedule(), env.source.changelog === null);
    this.#waker = new Waker(env.scheduler, () => this.#schedule());
  }

  get state(): TaskState {
    return this.#state;
  }

  get stoppedBecause(): string {
    return this.#stoppedBecause;
  }

  /** Offsets between the known ends and what is worked out. */
  get lag(): number {
    return this.#ahead.lag(this.#live?.stage.positions ?? null);
  }

  get entries(): number {
    return this.#live?.stage.store.size ?? 0;
  }

  /** Next offset that a batch of this topic must begin at; undefined while nothing is expected. */
  expected(topic: string): number | undefined {
    return this.#live && this.#state !== 'restoring' ? this.#ahead.next(topic) : undefined;
  }

  /**
   * Takes the partition over and restores it; waits as long as the log is away.
   * @returns where to read on, per input; nothing when `signal` was aborted first.
   */
  async open(signal: AbortSignal): Promise<readonly CommittedOffset[]> {
    const opening = new AbortController();
    this.#opening = opening;
    const onAbort = (): void => opening.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    this.#state = 'restoring';
    try {
      const opened = await takeOver(this.#env, this.partition, opening.signal);
      if (!opened) return [];
      if (opening.signal.aborted) {
        // Revoked or closed in the very turn in which the restore ended.
        await opened.writer.close();
        return [];
      }
      this.#ahead.begin(opened.positions);
      const { stage, kernel } = this.#env.build(opened, () => this.#schedule());
      for (const [topic, position] of opened.positions) stage.positions.set(topic, position);
      this.#live = { writer: opened.writer, stage, kernel };
      this.#state = 'running';
      this.#schedule();
      return this.#readPositions();
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (this.#opening === opening) this.#opening = null;
    }
  }

  /** Buffers a batch; drops what was read before. */
  add(batch: Batch & { readonly endOffset: number }): void {
    if (!this.#live || (this.#state !== 'running' && this.#state !== 'stopped')) return;
    if (!this.#ahead.add(batch)) return;
    this.#ahead.regulate(this.#state === 'running');
    this.#schedule();
  }

  /** A look at the clock from outside, about once a second, for what no input brings. */
  tick(): void {
    this.#schedule();
  }

  /** The group is rebalancing: commit nothing from here on, keep everything. Waits for a commit under way. */
  async suspend(): Promise<void> {
    this.#opening?.abort(new Error('rebalance'));
    if (this.#state === 'running') this.#state = 'suspended';
    await this.#committing;
  }

  /**
   * The group gave the partition back without anyone having had it in between: go on where we were.
   * @returns where to read on, or null when it must be opened anew.
   */
  resume(): readonly CommittedOffset[] | null {
    if (!this.#live || (this.#state !== 'suspended' && this.#state !== 'stopped')) return null;
    if (this.#state === 'suspended') this.#state = 'running';
    this.#ahead.flowing();
    this.#ahead.regulate(this.#state === 'running');
    this.#schedule();
    return this.#readPositions();
  }

  /** Takes no more input, finishes what is in hand and commits it. Resolves when done or after `ms`. */
  async drain(ms: number): Promise<void> {
    this.#draining = true;
    this.#opening?.abort(new Error('draining'));
    const until = this.#env.scheduler.now() + ms;
    const never = new AbortController().signal;
    this.#live?.kernel.drain();
    while (this.#state === 'running' && this.#env.scheduler.now() < until) {
      const { stage, kernel } = this.#live as Live;
      const staged = stage.draft.begun || stage.store.changed;
      if (!this.#committing && !staged && kernel.idle()) return;
      this.#schedule();
      await pause(this.#env.scheduler, 5, never);
    }
  }

  /** @param final false when this process opens the partition again at once. */
  async close(final: boolean): Promise<void> {
    if (this.#state === 'closed') return;
    this.#opening?.abort(new Error('closed'));
    await this.#drop('closed', final);
  }

  #readPositions(): readonly CommittedOffset[] {
    return [...this.#ahead.positions].map(([topic, offset]) => ({
      topic,
      partition: this.partition,
      offset,
    }));
  }

  #schedule(): void {
    if (this.#scheduled || !this.#live) return;
    this.#scheduled = true;
    this.#env.scheduler.soon(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    const live = this.#live;
    if (!live || (this.#state !== 'running' && this.#state !== 'stopped')) return;
    if (this.#state === 'running') {
      try {
        if (!this.#draining) this.#takeInputs(live);
        live.kernel.turn(live.stage.now());
      } catch (error) {
        this.#stop(error);
      }
    }
    const next = this.#flush(live);
    this.#ahead.regulate(this.#state === 'running');
    this.#waker.set(Math.min(next, (this.#state === 'running' ? live.kernel.nextWake() : null) ?? Infinity));
  }

  #takeInputs({ stage, kernel }: Live): void {
    const { scheduler } = this.#env;
    const until = scheduler.now() + SLICE_MS;
    let now = stage.now();
    for (let n = 1; !stage.draft.full && !this.#decoder.waiting && kernel.hasRoom(); n++) {
      const head = this.#ahead.buffer.peek();
      if (!head) return;
      if (n % SLICE_CHECK === 0) {
        now = stage.now();
        if (scheduler.now() >= until) return this.#schedule();
      }
      if (head.record === null || isReplayForOther(head.record, this.#env.source.processor)) {
        kernel.pass(head.topic, head.next);
      } else {
        const decoded = this.#decoder.decode(head.record);
        if (!decoded) return;
        kernel.accept({ record: head.record, decoded, next: head.next }, now);
      }
      this.#ahead.buffer.shift();
    }
  }

  /** Commits when it is time. Gives the time of the next look, epoch ms. */
  #flush(live: Live): number {
    const { scheduler, settings, pacer } = this.#env;
    const { stage } = live;
    if (this.#committing) return Infinity;
    const { draft } = stage;
    if (!draft.begun && !stage.store.changed) return Infinity;
    const now = scheduler.now();
    const since = (draft.since ??= now);
    const substantial = draft.records > 0 || stage.store.changed;
    const at = flushAt(
      {
        now,
        since,
        substantial,
        full: draft.full,
        urgent: draft.urgent,
        drained: this.#ahead.drained(now),
        budget: pacer.allows(now),
        ending: this.#draining || this.#state === 'stopped',
      },
      settings.flushMs,
      settings.offsetsOnlyMs,
    );
    if (at > now) return substantial && this.#ahead.buffer.empty ? Math.min(at, now + QUIET_MS) : at;
    pacer.spend(now);
    this.#commit(live);
    return Infinity;
  }

  #commit(live: Live): void {
    const { source, scheduler } = this.#env;
    const { stage, kernel, writer } = live;
    const now = stage.now();
    try {
      kernel.beforeSeal(now);
    } catch (error) {
      return this.#stop(error, true);
    }
    const { draft, offsets } = sealed(live, source, this.partition, now);
    const began = scheduler.now();
    crashPoint('before-commit');
    const commit = this.#transactions.commit(writer, draft.batches(), {
      member: this.#env.member(),
      offsets,
    });
    crashPointWithin('during-commit');
    this.#committing = commit.then(
      () => {
        crashPoint('after-commit');
        this.#committing = null;
        this.#committed(live, draft, scheduler.now() - began);
      },
      async (error: unknown) => {
        await this.#failed(live, error);
        this.#committing = null;
      },
    );
  }

  #committed(live: Live, draft: Draft, tookMs: number): void {
    const { metrics, source } = this.#env;
    const { processor } = source;
    this.#failures = 0;
    metrics.commits.observe({ processor }, tookMs / 1_000);
    metrics.records.inc({ processor }, draft.records);
    for (const [name, count] of draft.counts) {
      const [outcome = '', reason = ''] = name.split(' ');
      metrics.outcomes.inc({ processor, outcome, reason }, count);
    }
    if (this.#live !== live) return;
    for (const run of draft.afterCommit) run();
    this.#schedule();
  }

  async #failed(live: Live, error: unknown): Promise<void> {
    const { logger, metrics, source, onLost, onFatal } = this.#env;
    if (this.#live !== live) return;
    const code = error instanceof LogError ? error.code : 'unavailable';
    metrics.restarts.inc({ processor: source.processor, cause: code });
    const context = { partition: this.partition, code, err: error };
    switch (code) {
      case 'fenced':
        logger.warn(context, 'partition has another owner, what was not committed is dropped');
        await this.#drop('lost', true);
        onLost('fenced');
        return;
      case 'too_large':
        // The same transaction would be refused again, and nothing of it may be left out.
        this.#stop(
          new PartitionStopped('too_large', `a transaction was refused as too large: ${String(error)}`),
          true,
        );
        return;
      case 'unauthorised':
      case 'unknown_topic':
      case 'out_of_range':
      case 'corrupt':
      case 'bug':
        await this.#drop('lost', true);
        onFatal(error as Error);
        return;
      case 'unavailable':
        logger.warn(context, 'commit failed with an unknown outcome, partition starts over from the log');
        if (this.#state === 'suspended' || this.#draining) await this.#drop('lost', false);
        else void this.#startOver();
    }
  }

  /** Settles what became of the last transaction by opening the writer anew, and reads everything again. */
  async #startOver(): Promise<void> {
    const { pauseInput, seek, resumeInput, onFatal, scheduler, settings, random } = this.#env;
    pauseInput();
    // From here on a rebalance ends it: opening again after that would fence the next owner.
    const stopped = new AbortController();
    this.#opening = stopped;
    await this.#drop('restoring', false);
    if (this.state !== 'restoring' || stopped.signal.aborted) return;
    try {
      // The first time at once; if it fails again and again, something other than the log may be wrong.
      if (this.#failures++ > 0) {
        await pause(scheduler, backoffMs(this.#failures, settings.backoff, random()), stopped.signal);
      }
      const positions = await this.open(stopped.signal);
      if (this.#state !== 'running') return;
      seek(new Map(positions.map(({ topic, offset }) => [topic, offset])));
      this.#ahead.flowing();
      resumeInput();
    } catch (error) {
      onFatal(error as Error);
    }
  }

  async #drop(state: TaskState, final: boolean): Promise<void> {
    const live = this.#live;
    this.#state = state;
    this.#live = null;
    this.#ahead.buffer.clear();
    this.#waker.set(Number.POSITIVE_INFINITY);
    if (state === 'closed' || state === 'lost') this.#decoder.end();
    live?.kernel.abandon(final);
    // A connection that does not close is no reason to stay: whoever opens the id next fences this writer.
    await live?.writer
      .close()
      .catch((err: unknown) => this.#env.logger.debug({ partition: this.partition, err }, 'not closed'));
  }

  /**
   * What was worked out before is still committed; nothing after it is touched.
   * @param whole the draft itself cannot be committed, so all of it is dropped.
   */
  #stop(error: unknown, whole = false): void {
    const { logger, metrics, source } = this.#env;
    const { partition } = this;
    this.#state = 'stopped';
    this.#stoppedBecause = error instanceof Error ? error.message : String(error);
    const code = error instanceof PartitionStopped ? error.code : 'runner_bug';
    metrics.restarts.inc({ processor: source.processor, cause: code });
    logger.fatal({ partition, code, err: error }, 'PARTITION STOPPED: it needs a person');
    if (whole) void this.#drop('stopped', true);
    else this.#schedule();
  }
}
