import { describe, expect, it } from 'vitest';
import { ensureTools, installLine } from './requirements.ts';
import type { Machine } from './requirements.ts';
import { TEST_TOOLS, TOOLS, checkTool, findChromium, javaTooOld } from './tools.ts';
import type { MachineTool } from './tools.ts';

const ALL: readonly MachineTool[] = ['java', 'maven', 'redis-server'];

/** A machine that has these tools, and gets what apt-get installs unless it is broken. */
function machine(has: readonly MachineTool[], options: { root: boolean; broken?: boolean }) {
  const present = new Set(has);
  const ran: string[] = [];
  const fake: Machine = {
    check: (name) => (present.has(name) ? { ok: true, version: '1' } : { ok: false, problem: `no ${name}` }),
    canInstall: () => options.root,
    apt: (args) => {
      ran.push(args.join(' '));
      const installs = args[0] === 'install' && options.broken !== true;
      for (const name of Object.keys(TOOLS) as MachineTool[])
        if (installs && args.includes(TOOLS[name].debianPackage)) present.add(name);
      return Promise.resolve();
    },
  };
  return { fake, ran };
}

describe('what the machine lacks', () => {
  it('given nothing is missing, nothing is said or run', async () => {
    const { fake, ran } = machine(ALL, { root: true });
    const said: string[] = [];
    await ensureTools(ALL, (line) => said.push(line), fake);
    expect([said, ran]).toEqual([[], []]);
  });

  it('given root on Debian, it is said what is installed, then it is, and only that', async () => {
    const { fake, ran } = machine(['java'], { root: true });
    const said: string[] = [];
    await ensureTools(ALL, (line) => said.push(line), fake);
    expect(said).toContain('installing with apt-get: maven, redis-server');
    expect(ran).toHaveLength(2);
    expect(ran[1]).toMatch(/^install --yes .* maven redis-server$/);
  });

  it('given somebody else, nothing is run and the one line to run is told', async () => {
    const { fake, ran } = machine(['java', 'maven'], { root: false });
    const attempt = ensureTools(ALL, () => undefined, fake);
    await expect(attempt).rejects.toThrow(installLine(['redis-server']));
    expect(installLine(['redis-server'])).toMatch(
      /^sudo apt-get update && sudo apt-get install .* redis-server$/,
    );
    expect(ran).toEqual([]);
  });

  it('given apt-get that says it succeeded but did not, the start fails', async () => {
    const { fake } = machine([], { root: true, broken: true });
    await expect(ensureTools(['maven'], () => undefined, fake)).rejects.toThrow('maven still cannot be run');
  });

  it('given a Java that is too old, that counts as missing', () => {
    expect(javaTooOld('openjdk version "11.0.2" 2019-01-15')).toBe(true);
    expect(javaTooOld('openjdk version "17.0.15" 2025-04-15')).toBe(false);
    expect(javaTooOld('openjdk version "21" 2023-09-19')).toBe(false);
    expect(checkTool('redis-server')).toHaveProperty('ok');
  });
});

describe('what tests of the page need', () => {
  it('given a machine without them, their packages are installed too', async () => {
    const { fake, ran } = machine(ALL, { root: true });
    const said: string[] = [];
    await ensureTools([...ALL, ...TEST_TOOLS], (line) => said.push(line), fake);
    expect(said.at(-1)).toBe('installing with apt-get: chromium, fonts-noto-color-emoji, fonts-noto-cjk');
    expect(ran[1]).toContain('chromium fonts-noto-color-emoji fonts-noto-cjk');
  });

  it('given a browser that is named and not there, no other one is taken', () => {
    expect(findChromium({ SIGNALPOST_CHROMIUM: '/nowhere/chromium' })).toBeUndefined();
    expect(findChromium({ SIGNALPOST_CHROMIUM: process.execPath })).toBe(process.execPath);
  });
});
