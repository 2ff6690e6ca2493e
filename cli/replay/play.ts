/**
 * Runs a processor's present code over inputs of one partition, in order, with side effects off. Nothing is
 * written: what it would write is the result.
 */
import { answerOutput, Answers, isCommandTopic } from '../../processors/runtime/commands.ts';
import { deciding } from '../../processors/runtime/deciding.ts';
import { authorOf, causeOfTimer, deriveEvent, type Cause } from '../../processors/runtime/envelope.ts';
import { StateStore } from '../../processors/runtime/state-store.ts';
import { Timers } from '../../processors/runtime/timers.ts';
import type {
  Decide,
  Effect,
  Output,
  Processor,
  TimerFired,
  Transform,
} from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { timeOf, type DecidedOf, type InputRecord } from './order.ts';

/** What the code says about one cause, an input or a timer. */
export interface Played {
  readonly causeId: string;
  /** Epoch ms by which it falls into the window or not: of writing, or when the timer was due. */
  readonly at: number;
  readonly outputs: readonly AnyEvent[];
  /** emit, skip:reason, dead-letter:code, threw:name, or `recorded`: the answer in the log is taken as it is. */
  readonly outcome: string;
}

/** An effect wanted to act on the world. */
export class NetworkRefused extends Error {
  override readonly name = 'NetworkRefused';
}

/** Processors whose outputs have one cause each; counters over windows are counted again, see `windows.ts`. */
export type Playable = Transform | Decide | Effect;

export function isPlayable(processor: Processor): processor is Playable {
  return processor.kind !== 'aggregate';
}

type Inputs = AsyncIterable<InputRecord> | Iterable<InputRecord>;

/**
 * @param inputs in order, see `inOrder`. Deciders need them from the beginning, others only those asked for.
 * @param prepare called before each input, with the time of its decision: what the code asks of the world it lives in
 *   (a table of policies) is to be as it was then.
 */
export async function* play(
  processor: Playable,
  inputs: Inputs,
  decided: DecidedOf,
  prepare: (input: InputRecord, now: number) => void = () => undefined,
): AsyncGenerator<Played> {
  if (processor.kind === 'decide') yield* playDecide(processor, inputs, decided);
  else {
    for await (const input of inputs) {
      prepare(input, timeOf(input, decided));
      yield await playOne(processor, input, decided);
    }
  }
}

/** Failures become outcomes: a version that throws is a difference, too. */
async function playOne(
  processor: Transform | Effect,
  input: InputRecord,
  decided: DecidedOf,
): Promise<Played> {
  const { event, timestamp } = input;
  const now = timeOf(input, decided);
  const result = (outcome: string, outputs: readonly Output[] = []): Played => ({
    causeId: event.eventId,
    at: timestamp,
    outcome,
    outputs: eventsOf(processor, event, outputs, now),
  });
  try {
    if (processor.kind === 'effect' && processor.once) {
      // Only the announcement is the code's own; what the network said stays as it is recorded.
      const announced = processor.once.announce(event, { now });
      return announced.kind === 'emit'
        ? result('recorded', announced.outputs)
        : result(`skip:${reasonOf(announced)}`);
    }
    const outcome =
      processor.kind === 'transform'
        ? processor.handle(event, { now })
        : await processor.handle(event, { now, signal: AbortSignal.timeout(processor.deadlineMs) });
    if (outcome.kind === 'emit') return result('emit', outcome.outputs);
    return result(outcome.kind === 'park' ? 'recorded' : `${outcome.kind}:${reasonOf(outcome)}`);
  } catch (error) {
    if (error instanceof NetworkRefused) return result('recorded');
    return result(`threw:${error instanceof Error ? error.name : 'not an Error'}`);
  }
}

function reasonOf(outcome: object): string {
  const { reason, code } = outcome as { readonly reason?: string; readonly code?: string };
  return reason ?? code ?? '';
}

function eventsOf(
  processor: Playable,
  cause: Cause,
  outputs: readonly Output[],
  now: number,
): readonly AnyEvent[] {
  const author = authorOf(processor);
  return outputs.map((output, index) => deriveEvent(author, cause, output, index, now));
}

async function* playDecide(processor: Decide, inputs: Inputs, decided: DecidedOf): AsyncGenerator<Played> {
  const store = new StateStore();
  const timers = new Timers(store);
  const answers = new Answers(store);
  const decide = deciding(processor.machine, store);
  const author = authorOf(processor);
  const answering = (processor.outputs as readonly string[]).includes('command.results');

  const work = (
    key: string,
    input: AnyEvent | TimerFired,
    cause: Cause,
    now: number,
    firedDue: number | null,
  ) => {
    const { decision, changes } = decide(key, input, now);
    if (decision.deadLetter)
      return { outcome: `dead-letter:${decision.deadLetter.code}`, outputs: [], decision };
    for (const { entry, value, expiresAt } of changes) {
      if (value === undefined) store.delete(entry);
      else store.set(entry, value, expiresAt);
    }
    for (const change of decision.timers ?? []) timers.change(key, change, cause, firedDue);
    const outputs =
      decision.answer && answering
        ? [...(decision.outputs ?? []), answerOutput(cause.eventId, decision.answer)]
        : (decision.outputs ?? []);
    const outcome = outputs.length > 0 || decision.skip === undefined ? 'emit' : `skip:${decision.skip}`;
    return { outcome, outputs: eventsOf(processor, cause, outputs, now), decision };
  };

  const fire = function* (until: number): Generator<Played> {
    for (let timer = timers.peekDue(until); timer; timer = timers.peekDue(until)) {
      const cause = causeOfTimer(author, timer);
      const at = decided(cause.eventId)?.at ?? timer.due;
      if (at > until) return;
      timers.remove(timer);
      const { outcome, outputs } = work(timer.key, timer, cause, at, timer.due);
      yield { causeId: cause.eventId, at: timer.due, outcome, outputs };
    }
  };

  for await (const input of inputs) {
    const { event, topic, timestamp } = input;
    const now = timeOf(input, decided);
    yield* fire(now);
    store.sweep(now, 1_000);
    const said = (outcome: string, outputs: readonly AnyEvent[] = []): Played => ({
      causeId: event.eventId,
      at: timestamp,
      outcome,
      outputs,
    });
    try {
      const key = processor.keyOf(event);
      const command = answering && isCommandTopic(topic);
      if (key === null) yield said('skip:not_for_this_processor');
      else if (command && answers.find(event, now)) yield said('skip:command_answered_before');
      else {
        const { outcome, outputs, decision } = work(key, event, event, now, null);
        if (command && decision.answer) answers.remember(event, decision.answer, now);
        yield said(outcome, outputs);
      }
    } catch (error) {
      yield said(`threw:${error instanceof Error ? error.name : 'not an Error'}`);
    }
  }
}
