import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { COMPILED, NODE, ROOT } from '../../stack/home.ts';
import { ensureTools } from '../../stack/requirements.ts';
import { TEST_TOOLS } from '../../stack/tools.ts';
import type { MachineTool } from '../../stack/tools.ts';
import { CliError } from '../options.ts';

interface Stage {
  readonly name: string;
  /** Package whose bin is run, and its arguments. */
  readonly bin: string;
  readonly args: readonly string[];
  /** With which `--only` it runs, besides without any. */
  readonly only: 'unit' | 'flow';
  /** Whether it runs tests, which are counted. */
  readonly tests?: boolean;
  /** What the machine must have for it; what is missing is installed before the first stage, or named. */
  readonly tools?: readonly MachineTool[];
}

const DASHBOARD = 'gateway/dashboard';

/** What `npm test` runs, cheapest first; it stops at the first that fails. */
const STAGES: readonly Stage[] = [
  { name: 'types', bin: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'], only: 'unit' },
  {
    name: 'types of the page',
    bin: 'tsc',
    args: ['--noEmit', '-p', `${DASHBOARD}/tsconfig.json`],
    only: 'unit',
  },
  { name: 'generated files', bin: 'node', args: ['topics/generate.ts', '--check'], only: 'unit' },
  { name: 'lint', bin: 'oxlint', args: ['--type-aware'], only: 'unit' },
  { name: 'format', bin: 'prettier', args: ['--check', '--log-level', 'warn', '.'], only: 'unit' },
  { name: 'advisories', bin: 'node', args: ['cli/checks/advisories.ts'], only: 'unit' },
  { name: 'the page', bin: 'vite', args: ['build', DASHBOARD, '--logLevel', 'warn'], only: 'unit' },
  { name: 'unit tests', bin: 'vitest', args: ['run', '--project', 'unit'], only: 'unit', tests: true },
  {
    name: 'flow tests',
    bin: 'vitest',
    args: ['run', '--project', 'flow*'],
    only: 'flow',
    tests: true,
    tools: ['java', 'maven', 'redis-server', ...TEST_TOOLS],
  },
];

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The stages of a run, in order. */
export function stagesFor(only: 'unit' | 'flow' | undefined): readonly Stage[] {
  return only === undefined ? STAGES : STAGES.filter((stage) => stage.only === only);
}

/** The closing line: how many tests passed, failed and were skipped. */
export function closingLine({ passed, failed, skipped }: Count): string {
  return `tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Adds what a test run wrote about itself. @throws when it did not write the file: then nothing was run. */
export function addCounts(sum: Count, reportFile: string): Count {
  const report = reportSchema.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
  return {
    passed: sum.passed + report.numPassedTests,
    failed: sum.failed + report.numFailedTests,
    skipped: sum.skipped + report.numPendingTests + report.numTodoTests,
  };
}

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

/** `signalpost test` */
export function testCommand(): Command {
  return new Command('test')
    .description('check types, style and format, then run all tests')
    .addHelpText(
      'after',
      '\nTests with real servers need Java 17, Maven, redis-server, Chromium and fonts for emoji and CJK. As root on\n' +
        'Debian what is missing is named and installed; elsewhere the one line that installs it is printed.',
    )
    .addOption(
      new Option('--only <kind>', 'unit: without real servers; flow: only those').choices(['unit', 'flow']),
    )
    .action(async (options: { only?: 'unit' | 'flow' }) => {
      const stages = stagesFor(options.only);
      // Before anything is run: nobody should wait twenty minutes to hear that a browser is missing.
      await ensureTools(
        stages.flatMap((stage) => stage.tools ?? []),
        (line) => console.log(line),
      );
      const folder = mkdtempSync(join(tmpdir(), 'signalpost-test-'));
      let count: Count = { passed: 0, failed: 0, skipped: 0 };
      try {
        for (const [index, stage] of stages.entries()) {
          console.log(
            `\n== ${stage.name} (${index + 1} of ${stages.length}): ${stage.bin} ${stage.args.join(' ')}`,
          );
          const began = performance.now();
          const report = join(folder, `${index}.json`);
          const code = await run(
            stage,
            stage.tests ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [],
          );
          const seconds = ((performance.now() - began) / 1000).toFixed(1);
          console.log(`== ${stage.name}: ${code === 0 ? 'passed' : 'FAILED'} after ${seconds} s`);
          if (stage.tests) count = addCounts(count, report);
          if (code !== 0) throw new CliError(`${stage.name} failed (exit ${code})\n\n${closingLine(count)}`);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
      console.log(`\n${closingLine(count)}`);
    });
}

/** Runs a stage under the Node of the checkout, which comes first on the path for what the tool starts itself. */
async function run(stage: Stage, more: readonly string[]): Promise<number> {
  const bin = join(ROOT, 'node_modules', '.bin');
  const child = spawn(join(bin, stage.bin), [...stage.args, ...more], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      // Tests start our programs hundreds of times: what is compiled is kept, as the supervisor keeps it.
      NODE_COMPILE_CACHE: COMPILED,
      ...process.env,
      PATH: `${join(NODE, '..')}:${process.env['PATH'] ?? ''}`,
    },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}
