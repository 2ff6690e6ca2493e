import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLedger, writeLedger } from '../../stack/ledger.ts';
import { lockHolder } from '../../stack/lock.ts';
import { partsNamed } from '../../stack/parts.ts';
import { identify, isAlive, signalProcess, waitUntilGone } from '../../stack/processes.ts';
import { readServices } from '../../stack/services.ts';
import type { ServicesFile } from '../../stack/services.ts';
import { clearHome, endsWith, freshHome, running, signalpost, untilSaid } from './program.ts';
import type { Run } from './program.ts';

/** One real installation, from a fresh start to the crash of its supervisor; the tests are its chapters. */
const home = freshHome();
const pidsOf = (services: ServicesFile): number[] =>
  Object.values(services.parts).flatMap((part) => part.pid ?? []);
const json = (text: string): Record<string, never> => JSON.parse(text) as Record<string, never>;
let up: Run;

beforeAll(() => {
  up = signalpost(home.dir, ['up']);
});
afterAll(async () => {
  up.signal('SIGKILL');
  await clearHome(home);
});

describe('an installation', () => {
  it('starts fresh, is ready, and the banner names what runs', async () => {
    const wait = signalpost(home.dir, ['wait', '--timeout', '100']);
    await endsWith(wait, 0);
    await untilSaid(up, /Stop with Ctrl-C/, 5_000);
    const services = readServices(home)!;
    for (const part of partsNamed()) {
      const status = services.parts[part.name]!;
      const row = up
        .output()
        .split('\n')
        .find((line) => line.startsWith(`  ${part.name} `))!;
      expect(row).toContain(part.purpose);
      const rest =
        part.kind === 'task'
          ? /- +- +- +done/
          : new RegExp(`\\S+:\\d+\\S* +${status.pid} +[1-9]\\d* MB +ready`);
      expect(row).toMatch(rest);
      expect(row).toContain(status.url ?? '-');
      expect(running(status.pid === undefined ? [] : [status.pid])).toHaveLength(
        part.kind === 'task' ? 0 : 1,
      );
    }
    expect(up.output()).toContain(`State is kept in ${home.dir}`);
    expect(up.output()).toMatch(/memory in all: \d+ MB/);
  });

  it('tells scripts the same, and a second start is refused', async () => {
    const status = signalpost(home.dir, ['status', '--json']);
    await endsWith(status, 0);
    expect(json(status.output())).toMatchObject({
      running: true,
      home: home.dir,
      services: { state: 'ready' },
    });
    const second = signalpost(home.dir, ['up']);
    await endsWith(second, 1);
    expect(second.output()).toContain('is already up');
  });

  it('starts a part again that was killed, on its port, and says so', async () => {
    const before = readServices(home)!;
    signalProcess(identify(before.parts['redis']!.pid!)!, 'SIGKILL');
    await untilSaid(up, /redis +ended with signal SIGKILL; starting it again/, 10_000);
    await untilSaid(up, /restart 1[^]*redis +ready after/, 20_000);
    const after = readServices(home)!;
    expect(after.parts['redis']).toMatchObject({
      state: 'ready',
      restarts: 1,
      url: before.parts['redis']!.url,
    });
  });

  it('after SIGKILL of the supervisor, down ends all that is ours and nothing else', async () => {
    const ours = readServices(home)!;
    const supervisor = lockHolder(home.lockFile)!;
    expect(supervisor.pid).toBe(ours.supervisor.pid);
    signalProcess(supervisor, 'SIGKILL');
    await waitUntilGone(supervisor, 5_000);
    expect(running(pidsOf(ours)).length).toBeGreaterThan(0);

    // A bystander, also under the pid of one that we once started: as after the pid was used again.
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
    try {
      const identity = identify(bystander.pid!)!;
      const reused = { ...identity, startTicks: identity.startTicks - 50 };
      writeLedger(home, [...readLedger(home), { part: 'gateway', process: reused, stopWithinMs: 1_000 }]);
      const status = signalpost(home.dir, ['status']);
      await endsWith(status, 3);
      expect(status.output()).toContain('a supervisor that crashed left');

      const down = signalpost(home.dir, ['down']);
      await endsWith(down, 0);
      expect(running(pidsOf(ours))).toEqual([]);
      expect(isAlive(identity)).toBe(true);
    } finally {
      bystander.kill('SIGKILL');
    }
    expect([existsSync(home.servicesFile), existsSync(home.processesFile)]).toEqual([false, false]);
  });

  it('given a part that cannot start, up stops everything, fails with the end of its log, and wait says 1', async () => {
    const log = readFileSync(home.log('redis'), 'utf8');
    expect(log).toContain('Ready to accept connections');
    writeFileSync(`${home.data('redis')}/appendonlydir/appendonly.aof.manifest`, 'this is no manifest\n');
    const failing = signalpost(home.dir, ['up']);
    const waiting = signalpost(home.dir, ['wait', '--timeout', '60']);
    await endsWith(failing, 1);
    expect(failing.output()).toMatch(/redis: ended with exit code 1; it ended 3 times/);
    expect(failing.output()).toMatch(/\| .*(manifest|AOF)/i);
    await endsWith(waiting, 1);
    expect(waiting.output()).toContain('redis crashed');
    expect(running(pidsOf(readServices(home)!))).toEqual([]);
    expect(lockHolder(home.lockFile)).toBeUndefined();
    const doctor = signalpost(home.dir, ['doctor']);
    await endsWith(doctor, 1);
    expect(doctor.output()).toMatch(/FIX +parts: redis crashed/);
  });

  it('reset asks first, then deletes all state', async () => {
    const asked = signalpost(home.dir, ['reset']);
    await endsWith(asked, 1);
    expect(existsSync(home.secretsFile)).toBe(true);
    const told = signalpost(home.dir, ['reset', '--yes']);
    await endsWith(told, 0);
    expect(existsSync(home.dir)).toBe(false);
  });
});
