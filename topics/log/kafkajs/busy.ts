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

/** A new topic, or a new leader: metadata and brokers agree within moments, or something is wrong. */
export const MOVING_MS = 3_000;
/** Nothing was done for a partition that the broker asked does not know (yet, or any more). */
export const MOVED: ReadonlySet<number> = new Set([
  KAFKA.UNKNOWN_TOPIC_OR_PARTITION,
  KAFKA.LEADER_NOT_AVAILABLE,
  KAFKA.NOT_LEADER,
]);
/** ... of several partitions in one step: the known ones are refused too, by a code of their own. */
const MOVED_TOGETHER: ReadonlySet<number> = new Set([...MOVED, KAFKA.OPERATION_NOT_ATTEMPTED]);

/**
 * `whileBusy` for a step that names partitions: also repeated while the coordinator does not know one of them,
 * for 3 s.
 */
export async function whileMoving<T>(deadline: number, step: () => Promise<T>): Promise<T> {
  const settled = Math.min(deadline, performance.now() + MOVING_MS);
  for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
    try {
      return await whileBusy(deadline, step);
    } catch (error) {
      const moved = MOVED_TOGETHER.has(kafkaCodeOf(error) ?? -1);
      if (!moved || performance.now() + backoff > settled) throw error;
      await pause(backoff);
    }
  }
}

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
