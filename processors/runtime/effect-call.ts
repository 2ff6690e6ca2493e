import { pause, type Scheduler } from './scheduler.ts';
import { TRIES, type Tried } from './input.ts';

/** A handler that did not answer in its time. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/** Waits between the tries of an effect, ms: what failed outside needs a moment. */
const BETWEEN_TRIES_MS = 200;

/**
 * One call of an effect with its deadline. A handler that ignores its signal is left behind: its late
 * answer is dropped, so it cannot hold up the partition.
 * @param lost aborted when the partition is lost.
 */
export async function callOnce<T>(
  scheduler: Scheduler,
  deadlineMs: number,
  lost: AbortSignal,
  handle: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const ended = Promise.withResolvers<never>();
  const end = (reason: Error): void => {
    controller.abort(reason);
    ended.reject(reason);
  };
  const cancel = scheduler.after(deadlineMs, () =>
    end(new DeadlinePassed(`no answer within ${deadlineMs} ms`)),
  );
  const onLost = (): void => end(lost.reason as Error);
  lost.addEventListener('abort', onLost, { once: true });
  try {
    lost.throwIfAborted();
    return await Promise.race([handle(controller.signal), ended.promise]);
  } finally {
    cancel();
    lost.removeEventListener('abort', onLost);
  }
}

/** Up to three calls, for effects that may be repeated. */
export async function callTried<T>(
  scheduler: Scheduler,
  deadlineMs: number,
  lost: AbortSignal,
  handle: (signal: AbortSignal) => Promise<T>,
): Promise<Tried<T>> {
  let last: unknown;
  for (let n = 0; n < TRIES; n++) {
    if (n > 0) await pause(scheduler, BETWEEN_TRIES_MS * 4 ** (n - 1), lost);
    try {
      return { value: await callOnce(scheduler, deadlineMs, lost, handle) };
    } catch (error) {
      last = error;
      if (lost.aborted) break;
    }
  }
  return { error: last };
}
