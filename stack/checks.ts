import { existsSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { ARTIFACTS } from './downloads/artifacts.ts';
import { cacheDir } from './home.ts';
import type { Home } from './home.ts';
import { survivors } from './ledger.ts';
import { lockHolder } from './lock.ts';
import { PART_NAMES } from './part.ts';
import type { Part, ToolName } from './part.ts';
import { PARTS } from './parts.ts';
import { isFree } from './ports.ts';
import { installLine } from './requirements.ts';
import { readServices } from './services.ts';
import { TOOLS, checkTool } from './tools.ts';

export interface Finding {
  readonly check: string;
  /** `note`: works, but worth knowing; `problem`: `up` will fail or already has. */
  readonly level: 'ok' | 'note' | 'problem';
  readonly found: string;
  /** One line that mends it. */
  readonly fix?: string;
}

export interface CheckInput {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
}

type Check = (input: CheckInput) => Finding | Promise<Finding>;

const NEEDED_DISK_BYTES = 4e9;
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
  return { check: 'downloads', level: 'note', found: `${what} will be downloaded at the next start` };
}

function disk({ home }: CheckInput): Finding {
  const check = 'disk';
  let folder = home.dir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const found = `${((bavail * bsize) / 1e9).toFixed(1)} GB free in ${folder}`;
  if (bavail * bsize >= NEEDED_DISK_BYTES) return { check, level: 'ok', found };
  return {
    check,
    level: 'problem',
    found,
    fix: 'free some space, or set SIGNALPOST_HOME to a folder on a larger disk',
  };
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

/** What `doctor` looks at, in order. No check changes anything. */
export const CHECKS: readonly Check[] = [
  platform,
  tool('java'),
  tool('maven'),
  tool('redis-server'),
  downloads,
  disk,
  memory,
  ports,
  leftovers,
  crashes,
];
