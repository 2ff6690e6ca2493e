/**
 * Steps of a start that need others. While one of them is away the process stays, tries again and says at
 * `/readyz` what it waits for: a process that ended instead would be given up after a few restarts, and
 * nobody would start it again when the other is back.
 */
import { backoffMs } from './backoff.ts';
import type { Readiness } from './health.ts';
import { pause } from './pause.ts';

export interface Startup {
  /** Not ready, with what is waited for, until `done`. */
  readonly readiness: () => Readiness;
  /**
   * Runs a step until it works, for ever: there is nothing else to do.
   * @param what the step in plain words: `schema registry`.
   * @throws what `passes` says will not pass by itself.
   */
  until<T>(what: string, step: () => Promise<T>): Promise<T>;
  done(): void;
}

const BACKOFF = { baseMs: 200, capMs: 5_000 };
/** Tries between two log lines about the same wait. */
const SAY_EVERY = 10;

export function createStartup(options: {
  readonly logger: { warn(fields: object, message: string): void };
  /** Failures that mean "away", not "wrong". */
  readonly passes: (error: unknown) => boolean;
  /** In [0, 1). */
  readonly random: () => number;
}): Startup {
  let reason: string | null = 'starting';
  const never = new AbortController().signal;
  return {
    readiness: () => (reason === null ? { ready: true } : { ready: false, reason }),
    async until(what, step) {
      // Said from the first moment: a client may try for a while before it calls the other one away.
      reason = `waiting for the ${what}`;
      for (let attempt = 0; ; attempt += 1) {
        try {
          const result = await step();
          reason = 'starting';
          return result;
        } catch (error) {
          if (!options.passes(error)) throw error;
          reason = `waiting for the ${what}: ${(error as Error).message}`;
          if (attempt % SAY_EVERY === 0)
            options.logger.warn({ err: error, attempt }, `waiting for the ${what}`);
          await pause(backoffMs(attempt, BACKOFF, options.random()), never);
        }
      }
    },
    done: () => (reason = null),
  };
}
