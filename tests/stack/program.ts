import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, openHome } from '../../stack/home.ts';
import type { Home } from '../../stack/home.ts';
import { survivors } from '../../stack/ledger.ts';
import { lockHolder } from '../../stack/lock.ts';
import { endGroup, identify, signalProcess } from '../../stack/processes.ts';
import type { ProcessIdentity } from '../../stack/processes.ts';

export interface Run {
  readonly pid: number;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Resolves with the exit code (null: by a signal) when it has ended. */
  readonly ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
}

/** Runs `signalpost ARGS` as an operator would, with the machine's own Node, on one home. */
export function signalpost(home: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn('node', [join(ROOT, 'cli', 'signalpost.mjs'), ...args], {
    env: { ...process.env, SIGNALPOST_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { pid: child.pid!, output: () => output, ended, signal: (signal) => child.kill(signal) };
}

/** Waits until the output matches; rejects with all of it when the program ends before or the time is over. */
export async function untilSaid(run: Run, pattern: RegExp, withinMs: number): Promise<RegExpExecArray> {
  let over = false;
  void run.ended.then(() => (over = true));
  const deadline = performance.now() + withinMs;
  for (;;) {
    const match = pattern.exec(run.output());
    if (match !== null) return match;
    if (over || performance.now() > deadline) throw new Error(`${pattern} was not said:\n${run.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits for the end of a run; throws with everything it printed unless its exit code is that. */
export async function endsWith(run: Run, code: number): Promise<void> {
  const actual = await run.ended;
  if (actual !== code) throw new Error(`exit code ${actual} instead of ${code}:\n${run.output()}`);
}

/** An empty home for one test file. */
export function freshHome(): Home {
  return openHome(mkdtempSync(join(tmpdir(), 'stack-flow-')));
}

/** Ends whatever a failed test left in that home, supervisor first, and deletes it. */
export async function clearHome(home: Home): Promise<void> {
  const supervisor = lockHolder(home.lockFile);
  if (supervisor !== undefined) signalProcess(supervisor, 'SIGKILL');
  for (const entry of survivors(home)) await endGroup(entry.process, 1_000);
  rmSync(home.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** The processes of these pids that still run. */
export function running(pids: readonly number[]): ProcessIdentity[] {
  return pids.flatMap((pid) => identify(pid) ?? []);
}
