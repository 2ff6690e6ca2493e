import type { Clock } from '../../service/clock.ts';

/**
 * Time and turns of the event loop, as an argument: tests give their own. It only wakes loops up; what is
 * due is always read from durable state, so a lost wake-up or a restart loses nothing.
 */
export interface Scheduler extends Clock {
  /** In a later turn, after I/O has had its chance. */
  soon(run: () => void): void;
  /** After `ms`; gives the cancellation. */
  after(ms: number, run: () => void): () => void;
}

/** Longest delay of a Node timer; a longer wait wakes up early and looks again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemScheduler: Scheduler = {
  now: () => Date.now(),
  soon: (run) => {
    setImmediate(run);
  },
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or as soon as `signal` is aborted. Never rejects. */
export function pause(scheduler: Scheduler, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = scheduler.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
