import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout that this file belongs to. */
export const ROOT = resolve(import.meta.dirname, '..');

/** The Node that runs everything of ours (npm package `node`), whichever Node started the program. */
export const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/**
 * Where Node keeps what it made of our sources, so that only the first start compiles them: half the work of a start.
 * It goes with the packages. Where it cannot be written, Node compiles as it would without.
 */
export const COMPILED = join(ROOT, 'node_modules', '.cache', 'signalpost');

/** Where one installation keeps everything: state, logs, and the files that say what runs where. */
export interface Home {
  readonly dir: string;
  readonly servicesFile: string;
  readonly processesFile: string;
  readonly secretsFile: string;
  readonly lockFile: string;
  readonly logs: string;
  /** Data of one part, for example `data/kafka`. */
  data(part: string): string;
  log(part: string): string;
}

/** The home folder: SIGNALPOST_HOME, or `.signalpost` in the checkout. */
export function homeDir(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['SIGNALPOST_HOME'] || join(ROOT, '.signalpost'));
}

export function openHome(dir: string): Home {
  return {
    dir,
    servicesFile: join(dir, 'services.json'),
    processesFile: join(dir, 'processes.json'),
    secretsFile: join(dir, 'secrets.json'),
    lockFile: join(dir, 'supervisor.lock'),
    logs: join(dir, 'logs'),
    data: (part) => join(dir, 'data', part),
    log: (part) => join(dir, 'logs', `${part}.log`),
  };
}

/**
 * Downloads live outside the home, so that `reset`, `--ephemeral` and a second checkout do not download
 * again: SIGNALPOST_CACHE, else the XDG cache folder (XDG Base Directory Specification).
 */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['SIGNALPOST_CACHE'];
  if (given !== undefined && given !== '') return resolve(given);
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg.startsWith('/') ? xdg : join(homedir(), '.cache'), 'signalpost');
}
