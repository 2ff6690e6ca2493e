import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  endGroup,
  identify,
  isAlive,
  listensOn,
  residentBytes,
  signalGroup,
  waitUntilGone,
} from './processes.ts';

const started: ChildProcess[] = [];

function sleeper(script = 'setInterval(() => {}, 1000)'): ChildProcess {
  const child = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  started.push(child);
  return child;
}

afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

describe('a process is recognised by pid, start time and boot', () => {
  it('given a running process, it is alive until it is ended, and its memory is known', async () => {
    const identity = identify(sleeper().pid!)!;
    expect(isAlive(identity)).toBe(true);
    expect(residentBytes(identity.pid)).toBeGreaterThan(0);
    expect(await endGroup(identity, 5_000)).toBe('ended');
    expect(isAlive(identity)).toBe(false);
  });

  it('given the same pid with another start time, it is foreign and gets no signal', async () => {
    const identity = identify(sleeper().pid!)!;
    const reused = { ...identity, startTicks: identity.startTicks - 1 };
    expect(isAlive(reused)).toBe(false);
    expect(signalGroup(reused, 'SIGKILL')).toBe(false);
    expect(await endGroup(reused, 1_000)).toBe('foreign');
    expect(isAlive(identity)).toBe(true);
  });

  it('given the same pid before a reboot, it is foreign', () => {
    const identity = identify(sleeper().pid!)!;
    expect(isAlive({ ...identity, bootId: 'another-boot' })).toBe(false);
  });

  it('given no such process, there is nothing to identify', () => {
    expect(identify(2 ** 22 + 1)).toBeUndefined();
    expect(residentBytes(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('ending a process', () => {
  it('given one that ignores SIGTERM, it is killed after its deadline', async () => {
    const child = sleeper(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('on')`);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    const identity = identify(child.pid!)!;
    expect(await endGroup(identity, 200)).toBe('killed');
    expect(await waitUntilGone(identity, 2_000)).toBe(true);
  });

  it('given one that is stopped, it still ends within its deadline', async () => {
    const identity = identify(sleeper().pid!)!;
    signalGroup(identity, 'SIGSTOP');
    expect(await endGroup(identity, 5_000)).toBe('ended');
  });
});

describe('who listens on a port', () => {
  it('is told by the process that holds the socket, not by the port being open', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      expect(listensOn(process.pid, port)).toBe(true);
      expect(listensOn(sleeper().pid!, port)).toBe(false);
    } finally {
      server.close();
    }
    expect(listensOn(process.pid, port)).toBe(false);
  });
});
