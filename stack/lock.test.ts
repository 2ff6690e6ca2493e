import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODE } from './home.ts';
import { lockHolder, tryLock, waitForLock } from './lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-test-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('a lock', () => {
  it('is given to exactly one of many takers at once, who is named', async () => {
    const path = join(dir, 'a.lock');
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => tryLock(path)));
    const won = outcomes.filter((outcome) => outcome.ok);
    expect(won).toHaveLength(1);
    expect(lockHolder(path)?.pid).toBe(process.pid);
    for (const outcome of won) if (outcome.ok) await outcome.release();
    expect(lockHolder(path)).toBeUndefined();
  });

  it('can be taken again after a release, and two paths are two locks', async () => {
    const first = await tryLock(join(dir, 'a.lock'));
    const other = await tryLock(join(dir, 'b.lock'));
    expect([first.ok, other.ok]).toEqual([true, true]);
    if (first.ok) await first.release();
    const again = await tryLock(join(dir, 'a.lock'));
    expect(again.ok).toBe(true);
    for (const outcome of [other, again]) if (outcome.ok) await outcome.release();
  });

  it('falls to the next when its holder is killed', async () => {
    const path = join(dir, 'a.lock');
    const script = `const { tryLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
      await tryLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(NODE, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const refused = await tryLock(path);
      expect(refused.ok).toBe(false);
      expect(lockHolder(path)?.pid).toBe(child.pid);
    } finally {
      child.kill('SIGKILL');
    }
    const release = await waitForLock(path, 5_000, () => undefined);
    expect(lockHolder(path)?.pid).toBe(process.pid);
    await release();
  });

  it('is waited for only until the deadline, with the holder said once', async () => {
    const path = join(dir, 'a.lock');
    const held = await tryLock(path);
    const said: string[] = [];
    await expect(waitForLock(path, 500, (line) => said.push(line))).rejects.toThrow(`process ${process.pid}`);
    expect(said).toHaveLength(1);
    if (held.ok) await held.release();
  });
});
