import { existsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../service/config.ts';
import { ARTIFACTS } from './downloads/artifacts.ts';
import { LEAST_FREE_BYTES, diskBounds, diskUse, freeBytes, stillToCome } from './disk.ts';
import { cacheDir } from './home.ts';
import type { Home } from './home.ts';
import { survivors } from './ledger.ts';
import { lockHolder } from './lock.ts';
import { PART_NAMES } from './part.ts';
import type { Part, ToolName } from './part.ts';
import { PARTS } from './parts.ts';
import { isFree } from './ports.ts';
import { namedConfig, reach } from './reach.ts';
import type { NamedService } from './reach.ts';
import { installLine } from './requirements.ts';
import { readServices } from './services.ts';
import { TOOLS, checkTool } from './tools.ts';

export type Finding =
  | { readonly check: string; readonly level: 'ok'; readonly found: string }
  | {
      readonly check: string;
      /** `note`: works, but worth knowing; `problem`: `up` will fail or already has. */
      readonly level: 'note' | 'problem';
      readonly found: string;
      /** One line that mends it. */
      readonly fix: string;
    };

export interface CheckInput {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
}

type Check = (input: CheckInput) => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>;

const NEEDED_MEMORY_BYTES = 2.5e9;

function platform(): Finding {
  const check = 'machine';
  const here = `${process.platform} ${process.arch}, Node ${process.version}`;
  if (process.platform === 'linux' && process.arch === 'x64') return { check, level: 'ok', found: here };
  return {
    check,
    level: 'problem',
    found: here,
    fix: 'use Linux on x64: the ClickHouse engine is built for that',
  };
}

const tool =
  (name: ToolName): Check =>
  ({ env }) => {
    const check = name;
    const users = Object.values(PARTS).filter(
      (part: Part) => part.tools.includes(name) && !isSet(env, part.yours),
    );
    if (users.length === 0) return { check, level: 'ok', found: 'not needed: your own services are used' };
    const result = checkTool(name);
    if (result.ok) return { check, level: 'ok', found: result.version };
    return {
      check,
      level: 'problem',
      found: `${result.problem}; it ${TOOLS[name].why}`,
      fix: installLine([name]),
    };
  };

function isSet(env: NodeJS.ProcessEnv, variable: string | undefined): boolean {
  return variable !== undefined && (env[variable] ?? '') !== '';
}

function downloads({ env }: CheckInput): Finding {
  const cache = cacheDir(env);
  const missing = Object.values(ARTIFACTS).filter((artifact) => !existsSync(join(cache, artifact.folder)));
  if (missing.length === 0) return { check: 'downloads', level: 'ok', found: `all in ${cache}` };
  const what = missing.map((artifact) => artifact.name).join(', ');
  return {
    check: 'downloads',
    level: 'note',
    found: `${what} will be downloaded at the next start, into ${cache}`,
    fix: 'start once with the network there: npm start',
  };
}

/** Bytes of a disk in GB, as shops and `df -H` count. */
function gb(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function disk({ home }: CheckInput): Finding {
  const check = 'disk';
  const { folder, bytes: free } = freeBytes(home.dir);
  const use = diskUse(home);
  const bounds = diskBounds();
  const missing = stillToCome(bounds, use);
  const all = Object.values(bounds).reduce((sum, bytes) => sum + bytes, 0);
  const found =
    `${gb(free)} free in ${folder}; this installation takes ${gb(Object.values(use).reduce((sum, bytes) => sum + bytes, 0))}` +
    ` (ClickHouse ${gb(use.clickhouse)}). By their limits log, Redis, journals and logs take ${gb(all)} at most;` +
    ' domain events and the archive end by time only';
  const fix = 'free some space, or set SIGNALPOST_HOME to a folder on a larger disk';
  if (free < LEAST_FREE_BYTES) return { check, level: 'problem', found, fix };
  if (free < missing) return { check, level: 'note', found, fix };
  return { check, level: 'ok', found };
}

function memory(): Finding {
  const check = 'memory';
  const found = `${(freemem() / 1e9).toFixed(1)} GB available`;
  if (freemem() >= NEEDED_MEMORY_BYTES) return { check, level: 'ok', found };
  return { check, level: 'note', found, fix: 'close other programs: an installation takes up to 2.5 GB' };
}

async function ports({ home, env }: CheckInput): Promise<Finding> {
  const check = 'ports';
  if (lockHolder(home.lockFile) !== undefined)
    return { check, level: 'ok', found: 'in use by this installation' };
  const busy: string[] = [];
  for (const name of PART_NAMES) {
    const part: Part = PARTS[name];
    if (isSet(env, part.yours)) continue;
    for (const port of Object.values(part.ports)) if (!(await isFree(port))) busy.push(`${port} (${name})`);
  }
  if (busy.length === 0) return { check, level: 'ok', found: 'the usual ones are free' };
  return {
    check,
    level: 'note',
    found: `taken by other programs: ${busy.join(', ')}; free ones will be used instead`,
    fix: 'end those programs before npm start if you want the usual addresses',
  };
}

function leftovers({ home }: CheckInput): Finding {
  const check = 'processes';
  const supervisor = lockHolder(home.lockFile);
  if (supervisor !== undefined)
    return { check, level: 'ok', found: `up, supervisor is process ${supervisor.pid}` };
  const left = survivors(home);
  if (left.length === 0) return { check, level: 'ok', found: 'nothing runs' };
  const names = left.map((entry) => `${entry.part} (${entry.process.pid})`).join(', ');
  return {
    check,
    level: 'problem',
    found: `left by a supervisor that crashed: ${names}`,
    fix: 'signalpost down',
  };
}

function crashes({ home }: CheckInput): Finding {
  const check = 'parts';
  const services = readServices(home);
  if (services === undefined) return { check, level: 'ok', found: 'no start on record' };
  const bad = Object.entries(services.parts).filter(([, part]) => part.state === 'crashed');
  if (bad.length === 0) return { check, level: 'ok', found: services.state };
  const [name, part] = bad[0]!;
  return {
    check,
    level: 'problem',
    found: `${name} crashed: ${part.reason ?? 'no reason recorded'}`,
    fix: `read ${part.logFile ?? home.logs}, then signalpost down and npm start`,
  };
}

/** What our processes would refuse to start with, each by itself. */
function configuration({ home, env }: CheckInput): Finding | readonly Finding[] {
  const check = 'configuration';
  try {
    namedConfig({ ...env, SIGNALPOST_HOME: home.dir });
    return { check, level: 'ok', found: 'the environment can be used' };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((found) => ({
      check,
      level: 'problem',
      found,
      fix: 'set it as .env.example says, or leave it empty',
    }));
  }
}

/** Asks a service that the environment names, with its TLS and credentials. */
async function named(variable: NamedService, { home, env }: CheckInput): Promise<Finding> {
  try {
    await reach(variable, namedConfig({ ...env, SIGNALPOST_HOME: home.dir }));
    return { check: variable, level: 'ok', found: 'your own service answers' };
  } catch (error) {
    // Said by the check of the configuration.
    const found =
      error instanceof ConfigError ? 'not asked: the configuration cannot be used' : (error as Error).message;
    return {
      check: variable,
      level: 'problem',
      found,
      fix: `start it, mend ${variable}, or leave that empty`,
    };
  }
}

async function namedServices(input: CheckInput): Promise<readonly Finding[]> {
  const variables = Object.values(PARTS).flatMap((part: Part) =>
    isSet(input.env, part.yours) ? [part.yours!] : [],
  );
  return Promise.all(variables.map((variable) => named(variable, input)));
}

/** Everything that `doctor` finds, in order. */
export async function findings(input: CheckInput): Promise<readonly Finding[]> {
  const all: Finding[] = [];
  for (const check of CHECKS) all.push(...[await check(input)].flat());
  return all;
}

/** What `doctor` looks at, in order. No check changes anything. */
const CHECKS: readonly Check[] = [
  platform,
  tool('java'),
  tool('maven'),
  tool('redis-server'),
  downloads,
  configuration,
  namedServices,
  disk,
  memory,
  ports,
  leftovers,
  crashes,
];
