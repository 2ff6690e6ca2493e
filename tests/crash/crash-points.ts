/** Runs the installation's work in processes that kill themselves at named places of the code. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../support/installation.ts';
import { startOwn, stopOwn } from './own.ts';
import { CRASH_PLAN } from './crash-plan.ts';

/**
 * Halts the two parts, lets `CRASH_PLAN` do their work and die, then gives the work back.
 * @param withinMs for a point to be reached; one that is not is told in the result, no failure: what a point
 * needs may not have happened.
 * @returns points reached, and those not.
 */
export async function runCrashPoints(
  installation: Installation,
  withinMs: number,
): Promise<{ readonly reached: readonly string[]; readonly missed: readonly string[] }> {
  const { stack } = installation;
  const reached: string[] = [];
  const missed: string[] = [];
  await Promise.all([stack.halt('processors'), stack.halt('projections')]);
  const deadline = Date.now() + withinMs;
  const last = await Promise.all(
    CRASH_PLAN.map(async ({ entry, names, points }) => {
      for (const point of points) {
        const own = startOwn(installation, entry, names, { CRASH_AT: point });
        const left = sleep(Math.max(0, deadline - Date.now()), 'late' as const, { ref: false });
        const how = await Promise.race([own.ended, left]);
        const place = `${[entry, ...names].join(' ')} ${point}`;
        (how === 'SIGKILL' ? reached : missed).push(place);
        if (how === 'late') return own;
        if (how !== 'SIGKILL') throw new Error(`${place}: it ended by itself; see the logs in ${stack.home}`);
      }
      return null;
    }),
  );
  await Promise.all(last.flatMap((own) => (own === null ? [] : stopOwn(own))));
  await Promise.all([stack.revive('processors'), stack.revive('projections')]);
  return { reached, missed };
}
