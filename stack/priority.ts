/**
 * Who goes first when the cores of one machine are too few: whoever takes in and answers networks and people. A message
 * that was not taken is lost to its sender's patience; one that is shown a second later is only later.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { PartName } from './part.ts';

/**
 * Nice value per part, 0 where absent; a step is about a fifth less of a core that others want too (sched(7)).
 * With containers their shares of processor time say it.
 */
export const NICE: Partial<Readonly<Record<PartName, number>>> = {
  processors: 4,
  projections: 6,
  clickhouse: 6,
};

/**
 * Lets a running process of ours, with all its threads, wait for others. Linux weighs whole sessions against each
 * other where autogroups are on (the usual desktop and server kernel), and threads where they are not: both are told.
 * @returns why it could not be done, or null. Nothing depends on it but latency under load.
 */
export function yieldToOthers(pid: number, nice: number): string | null {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), nice);
  } catch (error) {
    return (error as Error).message;
  }
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A kernel without autogroups.
    return code === 'ENOENT' ? null : message;
  }
  return null;
}
