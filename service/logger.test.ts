import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('logger', () => {
  it('writes JSON lines and hides what must not be seen', () => {
    const program = `
      const { createLogger } = await import('./service/logger.ts');
      createLogger('test', 'info').info({ token: 'hunter2', request: { authorization: 'Bearer hunter2' }, count: 3 }, 'done');
    `;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(run.stdout).not.toContain('hunter2');
    expect(JSON.parse(run.stdout)).toMatchObject({
      level: 'info',
      name: 'test',
      msg: 'done',
      count: 3,
      token: '[hidden]',
    });
  });

  it('shows of an error what it is, and nothing that a client put on it, at any depth', () => {
    const program = `
      const { createLogger } = await import('./service/logger.ts');
      const refused = Object.assign(new Error('refused'), { code: 'E1', command: { name: 'auth', args: ['hunter2'] } });
      const outer = Object.assign(new Error('outer', { cause: refused }), { request: { url: 'hunter2' } });
      createLogger('test', 'info').info({ err: outer }, 'failed');
    `;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(run.stdout).not.toContain('hunter2');
    expect(JSON.parse(run.stdout)).toMatchObject({
      err: { type: 'Error', message: 'outer', cause: { message: 'refused', code: 'E1' } },
    });
  });
});
