import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { ToolName } from './part.ts';

interface Tool {
  /** The command that must be on the PATH. */
  readonly command: string;
  readonly versionArgs: readonly string[];
  readonly debianPackage: string;
  readonly why: string;
  /** Reads the version that the command prints; undefined: any will do. */
  readonly tooOld?: (output: string) => boolean;
}

/** Programs of the machine that the parts need, and the Debian package that brings each. */
export const TOOLS = {
  java: {
    command: 'java',
    versionArgs: ['-version'],
    debianPackage: 'default-jre-headless',
    why: 'runs Kafka and the schema registry (17 or newer)',
    tooOld: (output) => Number(/version "(\d+)/.exec(output)?.[1] ?? 0) < 17,
  },
  maven: {
    command: 'mvn',
    versionArgs: ['--version'],
    debianPackage: 'maven',
    why: 'downloads Kafka and the schema registry, once',
  },
  'redis-server': {
    command: 'redis-server',
    versionArgs: ['--version'],
    debianPackage: 'redis-server',
    why: 'holds the fast read models',
  },
} as const satisfies Record<ToolName, Tool>;

export type ToolCheck = { ok: true; version: string } | { ok: false; problem: string };

/** Looks whether a tool is there and new enough; changes nothing. */
export function checkTool(name: ToolName): ToolCheck {
  const tool: Tool = TOOLS[name];
  const run = spawnSync(tool.command, tool.versionArgs, { encoding: 'utf8', timeout: 30_000 });
  if (run.error !== undefined) return { ok: false, problem: `${tool.command} is not on the PATH` };
  const output = stripVTControlCharacters(`${run.stdout}${run.stderr}`);
  const version =
    output
      .split('\n')
      .find((line) => /\d+\.\d+/.test(line))
      ?.trim() ?? 'unknown version';
  if (run.status !== 0) return { ok: false, problem: `${tool.command} exits ${run.status}: ${version}` };
  if (tool.tooOld?.(output) === true) return { ok: false, problem: `${tool.command} is too old: ${version}` };
  return { ok: true, version };
}

/** The one line that installs the Debian packages of these tools. */
export function installLine(tools: readonly ToolName[]): string {
  const packages = tools.map((name) => TOOLS[name].debianPackage).join(' ');
  return `sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${packages}`;
}

/** Can we install here: root, on Debian or a system derived from it? */
export function canInstall(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return (
    /^(ID|ID_LIKE)=.*debian/m.test(readFileSync('/etc/os-release', 'utf8')) && existsSync('/usr/bin/apt-get')
  );
}

/** What `ensureTools` asks of the machine; a test answers instead. */
export interface Machine {
  check(name: ToolName): ToolCheck;
  canInstall(): boolean;
  /** Runs apt-get; throws when it fails. */
  apt(args: readonly string[]): Promise<void>;
}

const THIS_MACHINE: Machine = { check: checkTool, canInstall, apt };

/**
 * Makes sure that the tools are there. As root on Debian it says what it installs and does it; elsewhere
 * it throws with the one line to run.
 */
export async function ensureTools(
  tools: readonly ToolName[],
  say: (line: string) => void,
  machine: Machine = THIS_MACHINE,
): Promise<void> {
  const missing = tools.flatMap((name) => {
    const result = machine.check(name);
    return result.ok ? [] : [{ name, problem: result.problem }];
  });
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  for (const { name, problem } of missing) say(`${problem}; it ${TOOLS[name].why}`);
  if (!machine.canInstall())
    throw new Error(`Please run this line, then start again:\n  ${installLine(names)}`);
  const packages = names.map((name) => TOOLS[name].debianPackage);
  say(`installing with apt-get: ${packages.join(', ')}`);
  if (names.includes('redis-server') && existsSync('/run/systemd/system')) {
    say(
      'Debian also starts its own redis service; Signalpost does not use it (systemctl disable --now redis-server)',
    );
  }
  await machine.apt(['update', '-qq', ...LOCK_WAIT]);
  await machine.apt(['install', '--yes', '-qq', '--no-install-recommends', ...LOCK_WAIT, ...packages]);
  const still = names.filter((name) => !machine.check(name).ok);
  if (still.length > 0) throw new Error(`apt-get succeeded, but ${still.join(', ')} still cannot be run`);
}

/** Two first starts in the same second take turns. */
const LOCK_WAIT = ['-o', 'DPkg::Lock::Timeout=300'] as const;

async function apt(args: readonly string[]): Promise<void> {
  const child = spawn('apt-get', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 15 * 60_000,
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`apt-get ${args[0]} failed (exit ${code}); its own words are above`);
}
