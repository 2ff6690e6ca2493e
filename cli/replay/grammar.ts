/**
 * Spelling and grammar as the installation had them. What is right of a text is the same whenever it is read; whether
 * its thread answered in time is not, and is taken from the log as it was told.
 */
import type { GrammarIssue, GrammarReader } from '../../models/safety/quality/grammar.ts';
import { GRAMMAR_UNREAD } from '../../processors/safety.ts';
import { isEvent } from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';

/** How long a text may take here, ms: nobody waits behind it, and the first one starts the thread. */
const PATIENT_MS = 30_000;

export class GrammarAsTold implements GrammarReader {
  readonly #reader: GrammarReader;
  #unread = false;

  constructor(reader: GrammarReader) {
    this.#reader = reader;
  }

  /** @param outputs what the log holds of the verdict that is played next */
  moveTo(outputs: readonly AnyEvent[]): void {
    this.#unread = outputs.some(
      (event) =>
        isEvent(event, 'SafetyChecked') &&
        event.data.verdict.issues.some(({ rule }) => rule === GRAMMAR_UNREAD.rule),
    );
  }

  async read(text: string): Promise<readonly GrammarIssue[] | null> {
    return this.#unread ? null : this.#reader.read(text, PATIENT_MS);
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
