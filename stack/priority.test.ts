import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { NICE, yieldToOthers } from './priority.ts';

const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

function sleeper(): number {
  const child = spawn('sleep', ['30'], { stdio: 'ignore', detached: true });
  ended.push(() => {
    const gone = once(child, 'exit');
    child.kill();
    return gone;
  });
  return child.pid as number;
}

describe('a part that lets others go first', () => {
  it('is behind them by its own value and by that of its session', () => {
    const pid = sleeper();
    const before = getPriority(pid);
    expect(yieldToOthers(pid, before + 5)).toBeNull();
    expect(getPriority(pid)).toBe(before + 5);
    const file = `/proc/${pid}/autogroup`;
    const session = existsSync(file) ? readFileSync(file, 'utf8') : ` nice ${before + 5}\n`;
    expect(session).toMatch(new RegExp(` nice ${before + 5}\n`));
  });

  it('says why when it is gone', () => {
    expect(yieldToOthers(2 ** 22, 5)).toContain('ENOENT');
  });

  it('is nobody who takes messages in', () => {
    expect(Object.keys(NICE).filter((name) => ['gateway', 'kafka', 'redis'].includes(name))).toEqual([]);
  });
});
