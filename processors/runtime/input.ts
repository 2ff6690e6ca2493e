import type { AnyEvent } from '../../topics/events.ts';
import type { LogRecord } from '../../topics/log/port.ts';

/** Why a record cannot be read; a code and words without text from outside. */
export interface Poison {
  readonly code: string;
  readonly message: string;
}

/** One record on its way through a processor: decoded, or poison. */
export interface Input {
  readonly record: LogRecord;
  readonly decoded: { readonly event: AnyEvent } | { readonly poison: Poison };
  /** Position of the reader once this input is done; behind control records when it ends a batch. */
  readonly next: number;
}

/** Thrown inside the runner when a partition must not go on. The input in hand stays unprocessed. */
export class PartitionStopped extends Error {
  override readonly name = 'PartitionStopped';
  readonly code: 'bug_rate' | 'too_large';
  constructor(code: 'bug_rate' | 'too_large', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Tries of a handler before its input becomes a dead letter. */
export const TRIES = 3;

export type Tried<T> = { readonly value: T } | { readonly error: unknown };

/** Runs a pure handler up to three times at once: what can differ is little, but costs nothing to ask. */
export function tried<T>(run: () => T): Tried<T> {
  let last: unknown;
  for (let n = 0; n < TRIES; n++) {
    try {
      return { value: run() };
    } catch (error) {
      last = error;
    }
  }
  return { error: last };
}
