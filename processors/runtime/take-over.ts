import { readParked } from './parking.ts';
import { patiently } from './patience.ts';
import { openPartition, type RestoredPartition } from './restore.ts';
import type { TaskEnv } from './task-env.ts';

/**
 * Opens and restores a partition; waits as long as the log or the registry is away.
 * @returns null when `signal` was aborted first, or when it cannot be opened at all, which is fatal.
 */
export async function takeOver(
  env: TaskEnv,
  partition: number,
  signal: AbortSignal,
): Promise<RestoredPartition | null> {
  const { source, codec, onFatal } = env;
  try {
    return await patiently(env, 'for the log to open the partition', { partition }, signal, async () => {
      const opened = await openPartition(source, partition, signal);
      try {
        return { ...opened, parked: await readParked(opened.store, codec) };
      } catch (error) {
        await opened.writer.close();
        throw error;
      }
    });
  } catch (error) {
    onFatal(error as Error);
    return null;
  }
}
