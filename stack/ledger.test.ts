import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHome } from './home.ts';
import type { Home } from './home.ts';
import { endSurvivors, readLedger, survivors, writeLedger } from './ledger.ts';
import { identify, isAlive } from './processes.ts';

let home: Home;
const children: { kill(signal: 'SIGKILL'): boolean }[] = [];

beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'ledger-test-')));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home.dir, { recursive: true });
});

function sleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: 'ignore',
    detached: true,
  });
  children.push(child);
  return identify(child.pid!)!;
}

describe('cleaning up after a supervisor that was killed', () => {
  it('ends what it recorded, last started first, and forgets it', async () => {
    const first = sleeper();
    const second = sleeper();
    writeLedger(home, [
      { part: 'kafka', process: first, stopWithinMs: 5_000 },
      { part: 'redis', process: second, stopWithinMs: 5_000 },
    ]);
    const said: string[] = [];
    expect(await endSurvivors(home, (line) => said.push(line))).toBe(2);
    expect(said.map((line) => line.split(':')[0])).toEqual(['redis', 'kafka']);
    expect([isAlive(first), isAlive(second)]).toEqual([false, false]);
    expect(existsSync(home.processesFile)).toBe(false);
  });

  it('leaves alone a process that only has the recorded pid', async () => {
    const foreign = sleeper();
    writeLedger(home, [
      { part: 'kafka', process: { ...foreign, startTicks: foreign.startTicks - 100 }, stopWithinMs: 1_000 },
    ]);
    expect(survivors(home)).toEqual([]);
    expect(await endSurvivors(home, () => undefined)).toBe(0);
    expect(isAlive(foreign)).toBe(true);
  });

  it('has nothing to do where nothing was started', async () => {
    expect(readLedger(home)).toEqual([]);
    expect(await endSurvivors(home, () => undefined)).toBe(0);
  });
});
