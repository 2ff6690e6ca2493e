import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import type { CrashPoint } from '../../processors/runtime/crash-points.ts';

export interface Worker {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly exited: Promise<number | null>;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void;
}

/** Starts worker processes and makes sure that none outlives the test. */
export class Workers {
  readonly #all = new Set<Worker>();
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string;
  #started = 0;

  /** @param folder gets one log file per worker. */
  constructor(env: Readonly<Record<string, string>>, folder: string) {
    this.#env = env;
    this.#folder = folder;
  }

  start(processor: string, crashAt?: CrashPoint | `${CrashPoint}:${number}`): Worker {
    const file = createWriteStream(path.join(this.#folder, `${processor}-${++this.#started}.log`));
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'worker.ts'), processor], {
      env: { ...process.env, ...this.#env, ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }) },
      // The channel tells the worker when the test is gone, so that it never outlives it.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout?.pipe(file);
    child.stderr?.pipe(file);
    const worker: Worker = {
      child,
      ready: new Promise((resolve) => {
        child.stdout?.on('data', (chunk: Buffer) => {
          if (chunk.includes('ready\n')) resolve();
        });
        child.once('exit', () => resolve());
      }),
      exited: new Promise((resolve) => {
        child.once('exit', (code) => resolve(code));
      }),
      signal: (name) => {
        child.kill(name);
      },
    };
    this.#all.add(worker);
    void worker.exited.then(() => this.#all.delete(worker));
    return worker;
  }

  get alive(): readonly Worker[] {
    return [...this.#all];
  }

  async killAll(): Promise<void> {
    for (const worker of this.#all) worker.signal('SIGKILL');
    await Promise.all([...this.#all].map((worker) => worker.exited));
  }
}
