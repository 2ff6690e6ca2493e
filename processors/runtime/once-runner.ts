import { seededBug } from '../../service/seeded-bugs.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { crashPoint } from './crash-points.ts';
import { callOnce } from './effect-call.ts';
import type { EffectDeps, Work } from './effect.ts';
import { tried, type Tried } from './input.ts';
import { Marks, type Answered } from './once.ts';
import { sourceOf, type Prepared, type Stage } from './stage.ts';
import { traceOf } from './trace.ts';
import type { Effect, Outcome } from './types.ts';

/** Index of the first output of an outcome, so that its ids differ from those of the announcement. */
const OUTCOME_INDEX = 1_000;

export interface OnceHooks {
  complete(work: Work, answer: Tried<Outcome>): void;
  park(work: Work, until: number, reason: string): void;
  /** The outcome is recorded; nothing is left to do at the work's turn in the line. */
  end(work: Work): void;
}

type Settled = Exclude<Outcome, { kind: 'park' }>;

/**
 * Effects that must not be repeated: announce → commit → call → outcome.
 *
 * - The call begins only after the commit of its announcement. An owner that was fenced while it was paused
 *   fails that commit, so it calls nothing.
 * - The call is made at most once, in this or any later life: an announcement without an outcome is given
 *   to `recover`, unless this very process knows that the call has not begun, or is still waiting for it.
 * - What remains: an owner that is paused after the commit of the announcement and before its call. When it
 *   wakes up it calls, and its outcome is refused; the next owner has recorded `recover`'s. So a handler
 *   must look at the expiry of what it was granted right before it sends.
 */
export class OnceRunner {
  readonly #once: NonNullable<Effect['once']>;
  readonly #processor: Effect;
  readonly #stage: Stage;
  readonly #deps: EffectDeps;
  readonly #abandoned: AbortSignal;
  readonly #hooks: OnceHooks;
  readonly #marks: Marks;

  constructor(
    once: NonNullable<Effect['once']>,
    processor: Effect,
    stage: Stage,
    deps: EffectDeps,
    abandoned: AbortSignal,
    hooks: OnceHooks,
  ) {
    this.#once = once;
    this.#processor = processor;
    this.#stage = stage;
    this.#deps = deps;
    this.#abandoned = abandoned;
    this.#hooks = hooks;
    this.#marks = new Marks(stage.store, stage.now());
  }

  begin(work: Work, event: AnyEvent, now: number): void {
    const mark = this.#marks.find(event.eventId, now);
    if (mark === null) return this.#announce(work, event, now);
    if (mark.state === 'done') {
      // Recorded in an earlier life, whose offset did not reach this far: counted then, not again.
      this.#hooks.end(work);
      return;
    }
    const call = this.#deps.ledger.callOf(event.eventId);
    if (call) this.#await(work, call);
    else if (this.#deps.ledger.mayBegin(event.eventId, mark.by)) this.#call(work, event);
    else if (seededBug('forget-outcome')) this.#hooks.end(work);
    else this.#recover(work, event, now);
  }

  /** The call has ended. @throws PartitionStopped */
  finish(work: Work, event: AnyEvent, answer: Tried<Outcome>, now: number): void {
    if ('error' in answer || answer.value.kind === 'park') return this.#recover(work, event, now);
    const outcome = answer.value;
    const prepared = this.#prepare(work, event, outcome, now);
    if ('error' in prepared) return this.#recover(work, event, now);
    this.#record(work, event, outcome, prepared.value, now);
  }

  #announce(work: Work, event: AnyEvent, now: number): void {
    const { ledger, token } = this.#deps;
    const result = tried(() => {
      const announced = this.#once.announce(event, { now });
      return {
        announced,
        prepared:
          announced.kind === 'emit'
            ? this.#stage.prepare(event, traceOf(work.input.record), announced.outputs, now)
            : [],
      };
    });
    if ('error' in result) {
      this.#stage.bug(sourceOf(work.input), result.error, now);
      this.#hooks.end(work);
      return;
    }
    const { announced, prepared } = result.value;
    if (announced.kind === 'park') return this.#hooks.park(work, announced.until, announced.reason);
    if (!announced.proceed || announced.kind !== 'emit') {
      this.#stage.settle(work.input, announced, prepared, now);
      this.#hooks.end(work);
      return;
    }
    const by = token();
    this.#stage.put(prepared);
    this.#stage.count('announce', 'ok');
    this.#stage.trace(work.input, 'announce', now);
    this.#marks.announce(event.eventId, by);
    ledger.announced(event.eventId, by);
    const { draft } = this.#stage;
    draft.urgent = true;
    draft.afterCommit.push(() => {
      crashPoint('after-announce');
      if (!this.#abandoned.aborted) this.#call(work, event);
    });
  }

  #call(work: Work, event: AnyEvent): void {
    const { scheduler, ledger } = this.#deps;
    const call = callOnce(scheduler, this.#processor.deadlineMs, ledger.lost, (signal) =>
      this.#processor.handle(event, { now: this.#stage.now(), signal }),
    ).then(
      (outcome): Answered => ({ outcome }),
      (error: unknown): Answered => ({ error }),
    );
    ledger.began(event.eventId, call);
    this.#await(work, call);
  }

  #await(work: Work, call: Promise<Answered>): void {
    void call.then((answered) => {
      crashPoint('after-effect');
      this.#hooks.complete(work, 'error' in answered ? answered : { value: answered.outcome });
    });
  }

  #recover(work: Work, event: AnyEvent, now: number): void {
    const result = tried(() => {
      const outcome = this.#once.recover(event, { now });
      if (outcome.kind === 'park') throw new Error('recover cannot park: the effect may have happened');
      const prepared = this.#prepare(work, event, outcome, now);
      if ('error' in prepared) throw prepared.error;
      return { outcome, prepared: prepared.value };
    });
    if ('error' in result) {
      // The mark stays: a replay of the dead letter recovers again and never calls.
      this.#stage.bug(sourceOf(work.input), result.error, now);
      this.#hooks.end(work);
      return;
    }
    this.#stage.count('recover', 'announced_without_outcome');
    this.#record(work, event, result.value.outcome, result.value.prepared, now);
  }

  #record(work: Work, event: AnyEvent, outcome: Settled, prepared: Prepared, now: number): void {
    this.#stage.settle(work.input, outcome, prepared, now);
    this.#marks.finish(event.eventId, now);
    const { draft } = this.#stage;
    draft.urgent = true;
    draft.afterCommit.push(() => this.#deps.ledger.forget(event.eventId));
    this.#hooks.end(work);
  }

  #prepare(work: Work, event: AnyEvent, outcome: Outcome, now: number): Tried<Prepared> {
    if (outcome.kind !== 'emit') return { value: [] };
    try {
      const trace = traceOf(work.input.record);
      return { value: this.#stage.prepare(event, trace, outcome.outputs, now, OUTCOME_INDEX) };
    } catch (error) {
      return { error };
    }
  }
}
