/** Runs the installation's work in processes that kill themselves at named places of the code. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE, ROOT } from '../../stack/home.ts';
import type { Installation } from '../support/installation.ts';
import { CRASH_PLAN } from './schedule.ts';

export interface Own {
  readonly child: ChildProcess;
  /** The signal that ended it, null when it exited. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

let started = 0;

/** Starts one of our programs beside those of the supervisor, on a free port, with its log in the home. */
export function startOwn(
  installation: Installation,
  entry: string,
  names: readonly string[],
  crashAt?: string,
): Own {
  const log = createWriteStream(path.join(installation.stack.home, `own-${++started}-${entry}.log`));
  const child = spawn(NODE, [path.join(ROOT, entry, 'main.ts'), ...names], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...installation.stack.env,
      SIGNALPOST_LOG_LEVEL: 'warn',
      [`SIGNALPOST_${entry.toUpperCase()}_PORT`]: '0',
      ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  // The supervisor ends what it started when the test dies; these must go with the test, too.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('exit', (_code, signal) => {
      process.off('exit', kill);
      resolve(signal);
    });
  });
  return { child, ended };
}

export async function stopOwn(own: Own): Promise<void> {
  own.child.kill('SIGTERM');
  const late = sleep(25_000, 'late' as const, { ref: false });
  if ((await Promise.race([own.ended, late])) === 'late') own.child.kill('SIGKILL');
  await own.ended;
}

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
        const own = startOwn(installation, entry, names, point);
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
