import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { openLog } from './logs.ts';
import { isFull } from './patient-file.ts';
import type { StartCommand } from './part.ts';
import { identify } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

export interface Child {
  /** Undefined when it could not be started, or was gone at once. */
  readonly identity: ProcessIdentity | undefined;
  /** How it ended, for people ("exit code 1", "signal SIGKILL"); resolves once and never rejects. */
  readonly ended: Promise<string>;
  /** True once `ended` has resolved. */
  hasEnded(): boolean;
  /** Undefined while it runs, else its exit code (null when a signal ended it). */
  exitCode(): number | null | undefined;
}

/** Variables that a foreign program gets from our environment. The rest is none of its business. */
const NEUTRAL = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME', 'LD_LIBRARY_PATH'] as const;

export function neutralEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(NEUTRAL.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/**
 * Starts a process in a process group of its own, so that Ctrl-C in our terminal reaches only us and
 * ending the group ends what the process itself started. Output goes straight to the log file.
 */
export function startChild(
  command: StartCommand,
  env: NodeJS.ProcessEnv,
  logFile: string,
  startedAt: string,
): Child {
  const log = openLog(logFile);
  try {
    writeSync(log, `---- started ${startedAt}: ${command.file.split('/').at(-1)} ----\n`);
  } catch (error) {
    // On a full disk a program runs without a heading above what it says; it may be the one that makes room.
    if (!isFull(error)) throw error;
  }
  let child: ChildProcess;
  try {
    child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: { ...env, ...command.env },
      stdio: ['ignore', log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
  let over = false;
  let code: number | null | undefined;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      over = true;
      code = null;
      resolve(`could not be run: ${error.message}`);
    });
    child.once('exit', (exitCode, signal) => {
      over = true;
      code = exitCode;
      resolve(signal === null ? `exit code ${exitCode}` : `signal ${signal}`);
    });
  });
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  return { identity, ended, hasEnded: () => over, exitCode: () => code };
}
