/** Programs of ours that a test starts beside those of the supervisor. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE, ROOT } from '../../stack/home.ts';
import type { Installation } from '../support/installation.ts';

export interface Own {
  readonly child: ChildProcess;
  /** The signal that ended it, null when it exited. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** Longer than our processes take to drain, ms. */
const DRAIN_MS = 25_000;

let started = 0;

/**
 * Starts one on a free port, with its log in the home.
 * @param env more environment, for example `CRASH_AT`.
 */
export function startOwn(
  installation: Installation,
  entry: string,
  names: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Own {
  const log = createWriteStream(path.join(installation.stack.home, `own-${++started}-${entry}.log`));
  const child = spawn(NODE, [path.join(ROOT, entry, 'main.ts'), ...names], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...installation.stack.env,
      SIGNALPOST_LOG_LEVEL: 'warn',
      [`SIGNALPOST_${entry.toUpperCase()}_PORT`]: '0',
      ...installation.env,
      ...env,
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

/** SIGTERM, and SIGKILL when it takes too long. */
export async function stopOwn(own: Own): Promise<void> {
  own.child.kill('SIGTERM');
  const late = sleep(DRAIN_MS, 'late' as const, { ref: false });
  if ((await Promise.race([own.ended, late])) === 'late') own.child.kill('SIGKILL');
  await own.ended;
}

export async function killOwn(own: Own): Promise<void> {
  own.child.kill('SIGKILL');
  await own.ended;
}
