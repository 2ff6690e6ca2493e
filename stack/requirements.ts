import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { TOOLS, checkTool } from './tools.ts';
import type { MachineTool, ToolCheck } from './tools.ts';

/** The one line that installs the Debian packages of these tools. */
export function installLine(tools: readonly MachineTool[]): string {
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
  check(name: MachineTool): ToolCheck;
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
  tools: readonly MachineTool[],
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
