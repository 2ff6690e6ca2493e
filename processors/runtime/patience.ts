import { backoffMs } from '../../service/backoff.ts';
import type { Logger } from '../../service/logger.ts';
import { isAway } from '../../topics/away.ts';
import { LogError } from '../../topics/log/port.ts';
import { pause, type Scheduler } from './scheduler.ts';
import type { RuntimeSettings } from './settings.ts';

/** How often one and the same wait is said. */
const SAY_AGAIN_MS = 30_000;

export interface PatienceEnv {
  readonly scheduler: Scheduler;
  readonly settings: RuntimeSettings;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Failures that pass by themselves, or with a new ownership; the others need a person. */
export function passes(error: unknown): boolean {
  return isAway(error) || (error instanceof LogError && error.code === 'fenced');
}

/**
 * Runs a step until it works, with capped backoff, and says what it waits for. For ever, since without the
 * log or the registry there is nothing else to do; `signal` ends it.
 * @param what `to open the partition`, as in "waiting for the log to open the partition".
 * @returns null when `signal` was aborted first.
 * @param worthWaiting failures after which it tries again.
 * @throws the other failures.
 */
export async function patiently<T>(
  env: PatienceEnv,
  what: string,
  fields: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
  step: () => Promise<T>,
  worthWaiting: (error: unknown) => boolean = passes,
): Promise<T | null> {
  const { scheduler, settings, logger, random } = env;
  let saidAt = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const result = await step();
      if (attempt > 0) logger.info({ ...fields, attempt }, `no longer waiting ${what}`);
      return result;
    } catch (error) {
      if (signal.aborted) return null;
      if (!worthWaiting(error)) throw error;
      const waitMs = backoffMs(attempt, settings.backoff, random());
      if (scheduler.now() - saidAt >= SAY_AGAIN_MS) {
        saidAt = scheduler.now();
        logger.warn({ ...fields, err: error, waitMs }, `waiting ${what}`);
      }
      await pause(scheduler, waitMs, signal);
    }
  }
  return null;
}
