import type { AnyEvent } from '../../topics/events.ts';
import { deriveId } from '../../topics/ids.ts';
import type { IncomingTrace } from './trace.ts';
import { changelogTopic } from '../../topics/catalogue.ts';
import { answerOutput, Answers, isCommandTopic } from './commands.ts';
import { crashPoint } from './crash-points.ts';
import type { DeadSource } from './dead-letter.ts';
import { deciding, type Decided } from './deciding.ts';
import { causeOfTimer, type Cause } from './envelope.ts';
import { tried, type Input } from './input.ts';
import type { Kernel } from './kernel.ts';
import { EXPIRY_SWEEP } from './settings.ts';
import { sourceOf, type Prepared, type Stage } from './stage.ts';
import { TimerBarrier } from './timer-barrier.ts';
import { Timers } from './timers.ts';
import { traceOf } from './trace.ts';
import type { DeadItem, Decide, TimerFired } from './types.ts';

/** Timers fired per turn, so that many at once do not hold up the event loop. */
const TIMERS_PER_TURN = 200;

/** A timer is no record: it has no items. */
function noRecord(items: readonly DeadItem[]): Prepared {
  if (items.length > 0) throw new Error('a timer cannot end in part as dead letters');
  return [];
}

interface Worked extends Decided {
  readonly prepared: Prepared;
  /** Dead letters of single items. */
  readonly letters: Prepared;
}

/**
 * A state machine per key. Decision, evolution and encoding are worked out first and take effect together
 * after that, so an input whose handler throws leaves state and timers as they were.
 */
export function decideKernel(
  processor: Decide,
  stage: Stage,
  readEnds: () => Promise<ReadonlyMap<string, number>>,
): Kernel & { readonly timers: Timers; readonly barrier: TimerBarrier } {
  const { store } = stage;
  const decide = deciding(processor.machine, store);
  const timers = new Timers(store);
  const answers = new Answers(store);
  const barrier = new TimerBarrier(readEnds, stage.wake);
  const answering = (processor.outputs as readonly string[]).includes('command.results');

  const work = (
    key: string,
    input: AnyEvent | TimerFired,
    cause: Cause,
    trace: IncomingTrace | null,
    now: number,
    lettersOf: (items: readonly DeadItem[]) => Prepared = noRecord,
  ): Worked => {
    const { decision, changes } = decide(key, input, now);
    if (decision.deadLetter) return { decision, changes: [], prepared: [], letters: [] };
    const letters = lettersOf(decision.deadItems ?? []);
    const outputs =
      decision.answer && answering
        ? [...(decision.outputs ?? []), answerOutput(cause.eventId, decision.answer)]
        : (decision.outputs ?? []);
    return { decision, changes, letters, prepared: stage.prepare(cause, trace, outputs, now) };
  };

  const apply = (key: string, worked: Worked, cause: Cause, firedDue: number | null): void => {
    for (const { entry, value, expiresAt } of worked.changes) {
      if (value === undefined) store.delete(entry);
      else store.set(entry, value, expiresAt);
    }
    for (const change of worked.decision.timers ?? []) timers.change(key, change, cause, firedDue);
  };

  const outcomeOf = ({ decision, prepared, changes }: Worked) =>
    decision.deadLetter
      ? ({ kind: 'dead-letter', ...decision.deadLetter } as const)
      : prepared.length > 0 || changes.length > 0 || decision.skip === undefined
        ? ({ kind: 'emit', outputs: [] } as const)
        : ({ kind: 'skip', reason: decision.skip } as const);

  const takeEvent = (input: Input, event: AnyEvent, now: number): void => {
    const keyed = tried(() => processor.keyOf(event));
    if ('error' in keyed) return stage.bug(sourceOf(input), keyed.error, now);
    const key = keyed.value;
    if (key === null) return stage.settle(input, { kind: 'skip', reason: 'not_for_this_processor' }, [], now);
    const trace = traceOf(input.record);
    const command = answering && isCommandTopic(input.record.topic);
    const first = command ? answers.find(event, now) : null;
    if (first) {
      // The same answer, as a fact of its own: it was given again, because of this record.
      const { topic, partition, offset } = input.record;
      const eventId = deriveId(processor.name, event.eventId, 'again', topic, partition, offset);
      const again = { ...answerOutput(event.eventId, first), envelope: { eventId } };
      stage.put(stage.prepare(event, trace, [again], now));
      return stage.settle(input, { kind: 'skip', reason: 'command_answered_before' }, [], now);
    }
    const result = tried(() =>
      work(key, event, event, trace, now, (items) => stage.prepareItems(input, event, items, now)),
    );
    if ('error' in result) return stage.bug(sourceOf(input), result.error, now);
    apply(key, result.value, event, null);
    if (command && result.value.decision.answer) answers.remember(event, result.value.decision.answer, now);
    const { decision, letters } = result.value;
    stage.put(letters);
    // Counted apart: an input is emitted, skipped or dead as a whole, so that inputs add up.
    if (letters.length > 0) for (const { code } of decision.deadItems ?? []) stage.count('dead-item', code);
    stage.settle(input, outcomeOf(result.value), result.value.prepared, now);
  };

  const fire = (timer: TimerFired, now: number): void => {
    const cause = causeOfTimer(stage.author, timer);
    const result = tried(() => work(timer.key, timer, cause, null, now));
    if ('error' in result) {
      stage.bug(timerSource(timer, cause), result.error, now);
      timers.remove(timer);
      return;
    }
    timers.remove(timer);
    apply(timer.key, result.value, cause, timer.due);
    if (result.value.decision.deadLetter) {
      const { code, message } = result.value.decision.deadLetter;
      stage.deadLetter(timerSource(timer, cause), code, message, 1, now);
    } else {
      stage.put(result.value.prepared);
      stage.count('timer', result.value.decision.skip ?? 'fired');
    }
  };

  const timerSource = (timer: TimerFired, cause: Cause): DeadSource => ({
    topic: changelogTopic(processor.name),
    partition: stage.options.partition,
    offset: -1,
    key: Buffer.from(timer.key),
    value: Buffer.from(JSON.stringify(timer)),
    headers: {},
    timestamp: timer.due,
    event: cause,
    trace: null,
  });

  let firing: number | null = null;

  return {
    timers,
    barrier,
    hasRoom: () => true,
    accept(input, now) {
      if ('poison' in input.decoded) {
        stage.settle(input, { kind: 'dead-letter', ...input.decoded.poison }, [], now);
      } else {
        takeEvent(input, input.decoded.event, now);
      }
      stage.advance(input);
    },
    pass: (topic, next) => stage.moveTo(topic, next),
    turn(now) {
      firing ??= barrier.passed(timers.nextDue(), stage.positions, now);
      if (firing !== null) {
        for (let n = 0; n < TIMERS_PER_TURN; n++) {
          const timer = timers.peekDue(firing);
          if (!timer) {
            firing = null;
            break;
          }
          crashPoint('before-timer');
          fire(timer, now);
        }
        stage.wake();
      }
      if (store.expired(now)) stage.draft.touch();
    },
    nextWake() {
      const due = timers.nextDue();
      // While the barrier waits only the log brings it on; looking again by the clock would never stop.
      return due === null || barrier.waiting ? null : Math.max(due, barrier.notBefore);
    },
    beforeSeal(now) {
      store.sweep(now, EXPIRY_SWEEP);
    },
    drain: () => undefined,
    idle: () => true,
    abandon: () => undefined,
  };
}
