/**
 * Files that this process keeps beside the engine's own: its configuration, named pipes through which it
 * writes large answers, and request bodies on their way in.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configXml, usersXml, type EngineLimits } from './config-xml.ts';

export type EngineFiles = {
  /** Folder with `config.xml`; the engine reads it from the working directory. */
  readonly home: string;
  /** One named pipe for each query that may run at one time. */
  readonly pipes: readonly string[];
  readonly spool: string;
};

/** Writes the engine's configuration and returns its folder. Harmless beside a running engine. */
export function writeConfig(dataDir: string, limits: EngineLimits): string {
  const home = join(dataDir, 'signalpost-engine');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const users = join(home, 'users.xml');
  writeFileSync(users, usersXml(limits), { mode: 0o600 });
  writeFileSync(join(home, 'config.xml'), configXml(limits, users), {
    mode: 0o600,
  });
  return home;
}

/**
 * Makes pipes and an empty spool. Only for the process that holds the engine's lock: it removes the bodies
 * of the one before, which were never acknowledged.
 */
export function layOutRuntime(home: string, pipeCount: number): EngineFiles {
  const spool = join(home, 'spool');
  const pipeDir = join(home, 'pipes');
  for (const dir of [spool, pipeDir]) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }
  const pipes = Array.from({ length: pipeCount }, (_, i) => join(pipeDir, `answer-${i}`));
  // Node has no call for it; the program is part of every Debian and of macOS.
  execFileSync('mkfifo', ['-m', '600', ...pipes]);
  return { home, pipes, spool };
}
