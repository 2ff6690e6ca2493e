/** Waiting for a dependency that is away: capped backoff, a reason that can be asked for, no give-up. */
import { backoffMs } from '../service/backoff.ts';

export interface Waits {
  /** Epoch ms. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Resolves after the time, or at once when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const LIMITS = { baseMs: 50, capMs: 5_000 } as const;

export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/**
 * Runs until it succeeds. There is no limit on tries: what waits here was accepted and must not be lost;
 * `signal` ends it when the partition is lost or the process drains.
 * @param permanent errors that no waiting mends; they are thrown on.
 * @throws Abandoned when the signal aborts.
 */
export async function untilItWorks<T>(
  work: () => Promise<T>,
  options: {
    readonly signal: AbortSignal;
    readonly waits: Waits;
    readonly onWait: (error: unknown, attempt: number) => void;
    readonly permanent?: (error: unknown) => boolean;
  },
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    if (options.signal.aborted) throw new Abandoned('given up: the partition is not ours any more');
    try {
      return await work();
    } catch (error) {
      if (options.permanent?.(error) || error instanceof Abandoned) throw error;
      options.onWait(error, attempt);
      await options.waits.sleep(backoffMs(attempt, LIMITS, options.waits.random()), options.signal);
    }
  }
}
