import type { AnyEvent } from '../../topics/events.ts';
import { callTried } from './effect-call.ts';
import { tried, type Input, type Tried } from './input.ts';
import type { Kernel } from './kernel.ts';
import type { Ledger } from './once.ts';
import { OnceRunner } from './once-runner.ts';
import { Parking, type ParkedInputs } from './parking.ts';
import type { Scheduler } from './scheduler.ts';
import { EXPIRY_SWEEP, type RuntimeSettings } from './settings.ts';
import { sourceOf, type Prepared, type Stage } from './stage.ts';
import { traceOf } from './trace.ts';
import type { Effect, Outcome } from './types.ts';

/** Largest value that is kept in the state; as base64 in JSON it stays under the broker's 1 MiB. */
const MAX_PARKED_BYTES = 700 * 1024;

/** One input in hand. */
export interface Work {
  readonly input: Input;
  readonly event: AnyEvent | null;
  /** Inputs of one lane never overlap: the record's key, or the record itself where it has none. */
  readonly lane: string;
  /** It comes from the parking and is not part of the line any more: its offset has moved on. */
  readonly parked: boolean;
  /** What the calls gave; null while they run, and for work that was settled before its turn in the line. */
  answer: Tried<Outcome> | null;
  done: boolean;
  /** Its key waits: at its turn in the line it goes to the parking. */
  leaving: boolean;
}

/** A place in the line that only moves the offset. */
interface Passed {
  readonly topic: string;
  readonly next: number;
  readonly done: true;
}

export interface EffectDeps {
  readonly scheduler: Scheduler;
  readonly settings: RuntimeSettings;
  readonly ledger: Ledger;
  /** Random id of one announcement. */
  readonly token: () => string;
  /** What waits in the restored state. */
  readonly parked: ParkedInputs;
}

/**
 * Concurrent calls, outputs in input order. All inputs in hand stand in one line in the order of arrival;
 * whatever finishes at the head of the line leaves it, and the offset moves with the head. Inputs of one
 * key run one after another. A key whose dependency is away leaves the line for the parking.
 *
 * The outcome of an effect that must not be repeated (`once`) is recorded as soon as it is known, before its
 * turn in the line: the order within its key is the same, and a crash leaves fewer attempts unconfirmed.
 */
export function effectKernel(processor: Effect, stage: Stage, deps: EffectDeps): Kernel {
  const { settings, scheduler } = deps;
  const parking = new Parking(stage.store, deps.parked);
  const line: (Work | Passed)[] = [];
  const lanes = new Map<string, Work[]>();
  const ready: Work[] = [];
  const completed: Work[] = [];
  const abandoned = new AbortController();
  let running = 0;
  let draining = false;

  const complete = (work: Work, answer: Tried<Outcome>): void => {
    if (abandoned.signal.aborted) return;
    work.answer = answer;
    completed.push(work);
    stage.wake();
  };

  /** A call has ended for good: its lane goes on. */
  const end = (work: Work): void => {
    running--;
    work.done = true;
    if (work.parked) {
      const next = parking.shift(work.lane);
      if (next) ready.push(parkedWork(work.lane, next));
      return;
    }
    const queue = lanes.get(work.lane) ?? [];
    queue.shift();
    if (queue[0]) ready.push(queue[0]);
    else lanes.delete(work.lane);
  };

  const park = (work: Work, until: number, reason: string): void => {
    running--;
    stage.count('park', reason);
    if (!work.parked) {
      for (const waiting of lanes.get(work.lane) ?? []) leaveLine(waiting, stage.now());
      lanes.delete(work.lane);
    }
    parking.wait(work.lane, until, reason);
  };

  const leaveLine = (work: Work, now: number): void => {
    work.done = true;
    if (parking.countOf(work.lane) >= settings.maxParkedPerKey && work.event) {
      work.answer = overflow(work.event, now);
      stage.count('park', 'overflow');
      return;
    }
    work.answer = null;
    work.leaving = true;
    parking.follow(work.lane);
  };

  const overflow = (event: AnyEvent, now: number): Tried<Outcome> =>
    processor.overflow ? tried(() => processor.overflow?.(event, { now }) as Outcome) : { value: TOO_MANY };

  /** Its record is in the state from now on, so that the offset goes on without it. */
  const moveToParking = (work: Work, now: number): void => {
    if ((work.input.record.value?.length ?? 0) <= MAX_PARKED_BYTES) {
      parking.add(work.lane, work.input);
      return;
    }
    parking.giveUp(work.lane);
    const message = `${processor.name}: its key waits, and the record is too large to wait with it. Replay it later.`;
    stage.deadLetter(sourceOf(work.input), 'too_large_to_park', message, 1, now);
  };

  const once = processor.once
    ? new OnceRunner(processor.once, processor, stage, deps, abandoned.signal, {
        complete,
        park,
        end: (work) => {
          work.answer = null;
          end(work);
          stage.wake();
        },
      })
    : null;

  const begin = (work: Work, now: number): void => {
    running++;
    const { event } = work;
    if (!event) {
      // Parked by an earlier version, unreadable by this one.
      complete(work, { value: poisonOutcome(work.input) });
    } else if (once) {
      once.begin(work, event, now);
    } else {
      void callTried(scheduler, processor.deadlineMs, abandoned.signal, (signal) =>
        processor.handle(event, { now: stage.now(), signal }),
      ).then((answer) => complete(work, answer));
    }
  };

  const pump = (now: number): void => {
    while (!draining && running < processor.concurrency) {
      const work = ready.shift();
      if (!work) return;
      begin(work, now);
    }
  };

  /** Records an answer. @throws PartitionStopped */
  const settle = (work: Work, answer: Tried<Outcome>, now: number): void => {
    const prepared = 'error' in answer ? answer : prepare(work, answer.value, now);
    if ('error' in prepared) stage.bug(sourceOf(work.input), prepared.error, now);
    else if ('value' in answer && answer.value.kind !== 'park') {
      stage.settle(work.input, answer.value, prepared.value, now);
    }
  };

  const prepare = (work: Work, outcome: Outcome, now: number): Tried<Prepared> => {
    if (outcome.kind !== 'emit' || !work.event) return { value: [] };
    try {
      return { value: stage.prepare(work.event, traceOf(work.input.record), outcome.outputs, now) };
    } catch (error) {
      return { error };
    }
  };

  const finish = (work: Work, now: number): void => {
    const { answer } = work;
    if (!answer) return;
    if (once && work.event) return once.finish(work, work.event, answer, now);
    if ('value' in answer && answer.value.kind === 'park') {
      return park(work, answer.value.until, answer.value.reason);
    }
    if (work.parked) {
      settle(work, answer, now);
      work.answer = null;
    }
    end(work);
  };

  const release = (now: number): void => {
    for (let head = line[0]; head?.done; head = line[0]) {
      if ('next' in head) {
        stage.moveTo(head.topic, head.next);
      } else {
        if (head.leaving) moveToParking(head, now);
        else if (head.answer) settle(head, head.answer, now);
        stage.advance(head.input);
      }
      line.shift();
    }
  };

  return {
    hasRoom: () => !draining && line.length < settings.maxInHand && parking.count < settings.maxParked,
    accept(input, now) {
      const { record } = input;
      const event = 'event' in input.decoded ? input.decoded.event : null;
      const lane = record.key?.toString('base64') ?? `${record.topic}/${record.offset}`;
      const work: Work = { input, event, lane, parked: false, answer: null, done: false, leaving: false };
      line.push(work);
      const queue = lanes.get(lane);
      if (!event) {
        work.answer = { value: poisonOutcome(input) };
        work.done = true;
      } else if (parking.has(lane)) {
        leaveLine(work, now);
        if (work.leaving) stage.count('park', 'follows');
      } else if (queue) {
        queue.push(work);
      } else {
        lanes.set(lane, [work]);
        ready.push(work);
      }
    },
    pass(topic, next) {
      line.push({ topic, next, done: true });
    },
    turn(now) {
      for (let work = completed[0]; work; work = completed[0]) {
        finish(work, now);
        completed.shift();
      }
      if (!draining) {
        for (let due = parking.takeDue(now); due; due = parking.takeDue(now)) {
          ready.push(parkedWork(due.lane, due.input));
        }
      }
      pump(now);
      release(now);
      if (stage.store.expired(now)) stage.draft.touch();
    },
    nextWake: () => (draining ? null : parking.nextDue()),
    beforeSeal(now) {
      stage.store.sweep(now, EXPIRY_SWEEP);
    },
    drain() {
      draining = true;
    },
    idle: () => running === 0 && completed.length === 0 && !line[0]?.done,
    abandon(final) {
      abandoned.abort(new Error('the partition is not ours any more'));
      if (final) deps.ledger.clear('the partition is not ours any more');
    },
  };
}

const TOO_MANY: Outcome = {
  kind: 'dead-letter',
  code: 'too_many_parked',
  message: 'Too many inputs of this key wait already. Replay it once the key goes on.',
};

function parkedWork(lane: string, input: Input): Work {
  const event = 'event' in input.decoded ? input.decoded.event : null;
  return { input, event, lane, parked: true, answer: null, done: false, leaving: false };
}

function poisonOutcome(input: Input): Outcome {
  const poison = 'poison' in input.decoded ? input.decoded.poison : { code: 'bug', message: 'no event' };
  return { kind: 'dead-letter', ...poison };
}
