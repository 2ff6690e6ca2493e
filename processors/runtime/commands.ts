import { CATALOGUE } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { REMEMBER_MS } from './settings.ts';
import type { StateStore } from './state-store.ts';
import type { Answer, Output } from './types.ts';

const PREFIX = 'c:';
const RESULTS = 'command.results';

/** Whether records of a topic are commands, which may be answered. */
export function isCommandTopic(topic: string): boolean {
  return topic.endsWith('.commands') && topic in CATALOGUE;
}

/** The answer as an event, keyed by the command so that whoever waits for it finds it. */
export function answerOutput(commandId: string, answer: Answer): Output {
  return {
    topic: RESULTS,
    key: commandId,
    type: 'CommandAnswered',
    data: {
      commandId,
      status: answer.status,
      code: answer.status === 'rejected' ? answer.code : null,
      message: answer.status === 'rejected' ? answer.message : null,
      answerVersion: answer.version ?? null,
      details: answer.details ?? null,
    },
  };
}

/** First answers, remembered 24 h per command: a command that comes again gets its first answer and nothing else happens. */
export class Answers {
  readonly #store: StateStore;

  constructor(store: StateStore) {
    this.#store = store;
  }

  find(command: AnyEvent, now: number): Answer | null {
    return (this.#store.get(PREFIX + command.eventId, now) as Answer | undefined) ?? null;
  }

  remember(command: AnyEvent, answer: Answer, now: number): void {
    this.#store.set(PREFIX + command.eventId, answer, now + REMEMBER_MS);
  }
}
