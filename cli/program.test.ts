import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { openHome } from '../stack/home.ts';
import { COMMANDS } from './commands.ts';
import { closingLine, stagesFor } from './commands/test.ts';
import { judge, waitReport } from './commands/wait.ts';
import { seconds } from './options.ts';
import { buildProgram } from './program.ts';
import type { ServicesFile } from '../stack/services.ts';

function services(change: Partial<ServicesFile>): ServicesFile {
  const supervisor = { pid: 1, startTicks: 1, bootId: 'b' };
  return { version: 1, startedAt: '', supervisor, ephemeral: false, state: 'starting', parts: {}, ...change };
}

describe('the program', () => {
  it('lists every command with its summary, each name once', () => {
    const program = buildProgram(COMMANDS);
    // Long summaries are wrapped in the list.
    const help = program.helpInformation().replace(/\s+/g, ' ');
    for (const command of program.commands) expect(help).toContain(command.description());
    expect(new Set(program.commands.map((command) => command.name())).size).toBe(COMMANDS.length);
  });

  it('refuses an unknown command and an unknown option instead of ignoring them', async () => {
    const run = (...args: string[]): Promise<unknown> => {
      const program = buildProgram(COMMANDS);
      for (const command of [program, ...program.commands])
        command.configureOutput({ writeErr: () => undefined });
      return program.parseAsync(['node', 'signalpost', ...args]);
    };
    await expect(run('fly')).rejects.toMatchObject({ exitCode: 1 });
    await expect(run('status', '--yes')).rejects.toMatchObject({ exitCode: 1 });
  });

  it('takes seconds greater than 0 only', () => {
    expect(seconds('2.5')).toBe(2.5);
    for (const text of ['0', '-1', 'soon', '', 'Infinity'])
      expect(() => seconds(text)).toThrow(InvalidArgumentError);
  });
});

describe('wait', () => {
  it('ends with 0 when all is ready and goes on while parts start or are being restarted', () => {
    expect(judge(services({ state: 'ready' }))).toEqual({ kind: 'ready', exitCode: 0 });
    expect(judge(services({ state: 'starting' }))).toBeUndefined();
    expect(
      judge(services({ state: 'degraded', parts: { redis: { state: 'restarting', restarts: 1 } } })),
    ).toBeUndefined();
  });

  it('ends with 1 when a part was given up, even if the rest is well', () => {
    const parts = { redis: { state: 'crashed', restarts: 5, reason: 'exit code 1' } } as const;
    expect(judge(services({ state: 'degraded', parts }))).toMatchObject({
      exitCode: 1,
      part: 'redis',
      reason: 'exit code 1',
    });
  });

  it('with --json tells what it came to, why, and where everything is', () => {
    const home = openHome('/nowhere');
    const crashed = {
      kind: 'crashed',
      exitCode: 1,
      part: 'redis',
      reason: 'exit code 1',
      logTail: ['x'],
    } as const;
    expect(waitReport(crashed, home)).toEqual({
      outcome: 'crashed',
      part: 'redis',
      reason: 'exit code 1',
      logTail: ['x'],
      home: '/nowhere',
      services: undefined,
    });
  });
});

describe('commands that scripts read', () => {
  it('have --json', () => {
    const program = buildProgram(COMMANDS);
    const find = (...names: readonly string[]) =>
      names.reduce((at: Command, name) => at.commands.find((one) => one.name() === name)!, program);
    const lacking = [
      ['up'],
      ['down'],
      ['wait'],
      ['status'],
      ['doctor'],
      ['sign-in'],
      ['simulate'],
      ['audit'],
      ['dead-letters', 'list'],
      ['dead-letters', 'show'],
      ['dead-letters', 'replay'],
    ].filter((names) => !find(...names).options.some(({ long }) => long === '--json'));
    expect(lacking).toEqual([]);
  });
});

describe('test', () => {
  it('runs every stage unless told, and the two kinds together are all', () => {
    const all = stagesFor(undefined).map((stage) => stage.name);
    expect([...stagesFor('unit'), ...stagesFor('flow')].map((stage) => stage.name)).toEqual(all);
    expect(stagesFor('flow').map((stage) => stage.name)).toEqual(['flow tests']);
  });

  it('closes with what passed, failed and was skipped', () => {
    expect(closingLine({ passed: 5, failed: 0, skipped: 0 })).toBe('tests: 5 passed, 0 failed');
    expect(closingLine({ passed: 1, failed: 1, skipped: 3 })).toBe('tests: 1 passed, 1 failed, 3 skipped');
  });
});
