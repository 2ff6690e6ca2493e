import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms` milliseconds; rejects with AbortError when `signal` fires first. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal });
}

/** Waits `ms` milliseconds or until `signal` fires, whichever comes first; true when the time was waited. */
export async function delayUnless(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
