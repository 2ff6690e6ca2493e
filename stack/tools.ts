import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ToolName } from './part.ts';

export type ToolCheck = { ok: true; version: string } | { ok: false; problem: string };

interface Tool {
  readonly debianPackage: string;
  /** Goes on after "it ": what it is needed for. */
  readonly why: string;
  /** Looks whether it is there and new enough; changes nothing. */
  readonly check: () => ToolCheck;
}

/** What the tests of the page need besides: they run in a real browser and look at its screenshots. */
export const TEST_TOOLS = ['chromium', 'emoji font', 'CJK font'] as const;

export type MachineTool = ToolName | (typeof TEST_TOOLS)[number];

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;

/** The browser that tests use: SIGNALPOST_CHROMIUM, or one in the usual place; undefined when there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env['SIGNALPOST_CHROMIUM'];
  if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
  return CHROMIUM_PATHS.find((file) => existsSync(file));
}

/** Java 17 is what Kafka 4 and the registry ask for; `java -version` writes `openjdk version "17.0.15" …`. */
export function javaTooOld(output: string): boolean {
  return Number(/version "(\d+)/.exec(output)?.[1] ?? 0) < 17;
}

/** Everything of the machine that we need and do not bring, and the Debian package that brings it. */
export const TOOLS = {
  java: {
    debianPackage: 'default-jre-headless',
    why: 'runs Kafka and the schema registry (17 or newer)',
    check: () => checkCommand('java', ['-version'], javaTooOld),
  },
  maven: {
    debianPackage: 'maven',
    why: 'downloads Kafka and the schema registry, once',
    check: () => checkCommand('mvn', ['--version']),
  },
  'redis-server': {
    debianPackage: 'redis-server',
    why: 'holds the fast read models',
    check: () => checkCommand('redis-server', ['--version']),
  },
  chromium: {
    debianPackage: 'chromium',
    why: 'runs the tests of the page',
    check: () => {
      const found = findChromium();
      if (found !== undefined) return checkCommand(found, ['--version']);
      return { ok: false, problem: 'chromium is not in /usr/bin, and SIGNALPOST_CHROMIUM names none' };
    },
  },
  'emoji font': {
    debianPackage: 'fonts-noto-color-emoji',
    why: 'shows what people write, in the tests of the page',
    check: () => checkFont('emoji'),
  },
  'CJK font': {
    debianPackage: 'fonts-noto-cjk',
    why: 'shows what people write, in the tests of the page',
    check: () => checkFont('cjk'),
  },
} as const satisfies Record<MachineTool, Tool>;

/** Looks whether a tool is there and new enough; changes nothing. */
export function checkTool(name: MachineTool): ToolCheck {
  return TOOLS[name].check();
}

function checkCommand(
  command: string,
  args: readonly string[],
  tooOld?: (output: string) => boolean,
): ToolCheck {
  const run = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000 });
  if (run.error !== undefined) return { ok: false, problem: `${command} is not on the PATH` };
  const output = stripVTControlCharacters(`${run.stdout}${run.stderr}`);
  const version =
    output
      .split('\n')
      .find((line) => /\d+\.\d+/.test(line))
      ?.trim() ?? 'unknown version';
  if (run.status !== 0) return { ok: false, problem: `${command} exits ${run.status}: ${version}` };
  if (tooOld?.(output) === true) return { ok: false, problem: `${command} is too old: ${version}` };
  return { ok: true, version };
}

/** Where a browser's font library looks (fonts.conf of Debian); the name of the file tells what is in it. */
function checkFont(word: 'emoji' | 'cjk'): ToolCheck {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.local/share/fonts')];
  for (const cwd of folders) {
    const found = globSync('**/*.{ttf,ttc,otf}', { cwd }).find((file) => file.toLowerCase().includes(word));
    if (found !== undefined) return { ok: true, version: join(cwd, found) };
  }
  return { ok: false, problem: `there is no font with "${word}" in its name in ${folders[0]}` };
}
