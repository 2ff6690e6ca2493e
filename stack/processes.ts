import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { delay } from './time.ts';

/**
 * A process that can be recognised again. A pid alone is not enough: pids are reused, and after a reboot
 * they start over. The kernel's start time (field 22 of /proc/PID/stat, in clock ticks since boot)
 * together with the boot id makes the pair unique.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
}

/** Fields of /proc/PID/stat after the command name, which may itself hold blanks and brackets (proc(5)). */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** ENOENT: no such pid; ESRCH: it went away between open and read. */
function isGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ESRCH';
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Names the running process `pid` so that it can be recognised later; undefined when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
  const fields = statFields(pid);
  if (fields === undefined || fields[0] === 'Z') return undefined;
  return { pid, startTicks: Number(fields[19]), bootId: bootId() };
}

/** True only if exactly that process is still running: same pid, same start, same boot, not a zombie. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && now.startTicks === identity.startTicks && now.bootId === identity.bootId;
}

/** Resident memory in bytes (VmRSS of /proc/PID/status); undefined when the process is gone. */
export function residentBytes(pid: number): number | undefined {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? undefined : Number(line[1]) * 1024;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Inodes of sockets that listen on `port`, of either IP version (column layout: proc_net_tcp(5)). */
function listeningInodes(port: number): Set<string> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const LISTEN = '0A';
  const inodes = new Set<string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
      const column = line.trim().split(/\s+/);
      if (column[3] === LISTEN && column[1]?.endsWith(`:${wanted}`)) inodes.add(column[9]!);
    }
  }
  return inodes;
}

/**
 * Is it `pid` itself that listens on `port`? A ready check over the network cannot tell our server from
 * that of another installation that won the same port a moment earlier.
 */
export function listensOn(pid: number, port: number): boolean {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return false;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
        return target.startsWith('socket:[') && inodes.has(target.slice(8, -1));
      } catch (error) {
        if (isGone(error)) return false;
        throw error;
      }
    });
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Sends a signal to the process and its whole group, but only if it is still the very same process. */
export function signalGroup(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(-identity.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Sends a signal to that process alone, if it is still the very same. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Waits until the process is gone; false when it still runs after `withinMs`. */
export async function waitUntilGone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isAlive(identity)) {
    if (performance.now() >= deadline) return false;
    await delay(20);
  }
  return true;
}

/**
 * Ends one process group: SIGCONT (a stopped process cannot act on SIGTERM), SIGTERM, and SIGKILL once
 * `withinMs` have passed. Returns how it went; 'foreign' means that the pid is not that process any more.
 */
export async function endGroup(
  identity: ProcessIdentity,
  withinMs: number,
): Promise<'ended' | 'killed' | 'foreign'> {
  if (!signalGroup(identity, 'SIGTERM')) return 'foreign';
  signalGroup(identity, 'SIGCONT');
  if (await waitUntilGone(identity, withinMs)) return 'ended';
  signalGroup(identity, 'SIGKILL');
  await waitUntilGone(identity, 5_000);
  return 'killed';
}
