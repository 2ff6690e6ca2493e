import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { NODE, ROOT } from '../../stack/home.ts';
import { CliError } from '../options.ts';

interface Stage {
  readonly name: string;
  /** Package whose bin is run, and its arguments. */
  readonly bin: string;
  readonly args: readonly string[];
  /** With which `--only` it runs, besides without any. */
  readonly only: readonly ('unit' | 'flow')[];
}

/** What `npm test` runs, cheapest first; it stops at the first that fails. */
const STAGES: readonly Stage[] = [
  { name: 'types', bin: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'], only: ['unit'] },
  { name: 'lint', bin: 'oxlint', args: ['--type-aware'], only: ['unit'] },
  { name: 'format', bin: 'prettier', args: ['--check', '--log-level', 'warn', '.'], only: ['unit'] },
  { name: 'unit tests', bin: 'vitest', args: ['run', '--project', 'unit'], only: ['unit'] },
  { name: 'flow tests', bin: 'vitest', args: ['run', '--project', 'flow'], only: ['flow'] },
];

/** The stages of a run, in order. */
export function stagesFor(only: 'unit' | 'flow' | undefined): readonly Stage[] {
  return only === undefined ? STAGES : STAGES.filter((stage) => stage.only.includes(only));
}

/** The closing line: how many stages passed and failed; those not reached are told as skipped. */
export function closingLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** `signalpost test` */
export function testCommand(): Command {
  return new Command('test')
    .description('check types, style and format, then run all tests')
    .addOption(
      new Option('--only <kind>', 'unit: without real servers; flow: only those').choices(['unit', 'flow']),
    )
    .action(async (options: { only?: 'unit' | 'flow' }) => {
      const stages = stagesFor(options.only);
      for (const [index, stage] of stages.entries()) {
        console.log(
          `\n== ${stage.name} (${index + 1} of ${stages.length}): ${stage.bin} ${stage.args.join(' ')}`,
        );
        const began = performance.now();
        const code = await run(stage);
        console.log(
          `== ${stage.name}: ${code === 0 ? 'passed' : 'FAILED'} after ${((performance.now() - began) / 1000).toFixed(1)} s`,
        );
        if (code === 0) continue;
        console.log(`\nstages: ${closingLine(index, 1, stages.length - index - 1)}`);
        throw new CliError(`${stage.name} failed (exit ${code})`);
      }
      console.log(`\nstages: ${closingLine(stages.length, 0, 0)}`);
    });
}

/** Runs a stage under the Node of the checkout, which comes first on the path for what the tool starts itself. */
async function run(stage: Stage): Promise<number> {
  const bin = join(ROOT, 'node_modules', '.bin');
  const child = spawn(join(bin, stage.bin), stage.args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${join(NODE, '..')}:${process.env['PATH'] ?? ''}` },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}
