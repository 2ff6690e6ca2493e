/** The start of a migration: ClickHouse may come later than we do. */

export interface Waits {
  /** Milliseconds that only go forward. */
  readonly elapsedMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** Called once, with the reason for waiting. */
  readonly say: (reason: string) => void;
  /** Failures that mean "away", not "wrong". */
  readonly passes: (error: unknown) => boolean;
  readonly why: (error: unknown) => string;
}

const RETRY_MS = 500;

/**
 * Asks until there is an answer.
 * @param deadlineMs longest wait.
 * @throws what asking throws, when it will not pass by itself; an Error that names the reason at the deadline.
 */
export async function untilThere(
  ask: () => Promise<unknown>,
  deadlineMs: number,
  waits: Waits,
): Promise<void> {
  const end = waits.elapsedMs() + deadlineMs;
  for (let said = false; ; said = true) {
    try {
      await ask();
      return;
    } catch (error) {
      if (!waits.passes(error)) throw error;
      const reason = waits.why(error);
      if (waits.elapsedMs() >= end) {
        throw new Error(
          `ClickHouse (CLICKHOUSE_URL) did not answer in ${deadlineMs / 1000} s: ${reason}. Is it running, and is the address right?`,
          { cause: error },
        );
      }
      if (!said) waits.say(reason);
      await waits.pause(RETRY_MS);
    }
  }
}
