/** Real time and chance for the runtimes. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Waits } from './wait.ts';

export const systemWaits: Waits = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    delay(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
};
