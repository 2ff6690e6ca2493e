import { pause } from './connection.ts';
import { KAFKA, kafkaCodeOf } from './errors.ts';

/** The broker is still writing the markers of the transaction before: it takes a millisecond or two. */
const FIRST_BACKOFF_MS = 5;
const LAST_BACKOFF_MS = 100;

const BUSY: ReadonlySet<number> = new Set([
  KAFKA.CONCURRENT_TRANSACTIONS,
  KAFKA.COORDINATOR_LOADING,
  KAFKA.COORDINATOR_NOT_AVAILABLE,
  KAFKA.NOT_COORDINATOR,
]);

/** Repeats a step while the coordinator says that it is busy, from 5 ms up, until `deadline` (performance.now). */
export async function whileBusy<T>(deadline: number, step: () => Promise<T>): Promise<T> {
  for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
    try {
      return await step();
    } catch (error) {
      if (!BUSY.has(kafkaCodeOf(error) ?? -1) || performance.now() + backoff > deadline) throw error;
      await pause(backoff);
    }
  }
}
