import { CommanderError } from 'commander';
import type { CommandRow } from './commands.ts';
import { CliError } from './options.ts';
import { buildProgram } from './program.ts';

/** Commands that need nothing of a running installation load alone: they start in a fraction of the time. */
const QUICK: Readonly<Record<string, () => Promise<CommandRow['make']>>> = {
  classify: async () => (await import('./commands/classify.ts')).classifyCommand,
  train: async () => (await import('./commands/train.ts')).trainCommand,
};

async function rowsFor(name: string | undefined): Promise<readonly CommandRow[]> {
  if (name === undefined || !Object.hasOwn(QUICK, name)) return (await import('./commands.ts')).COMMANDS;
  return [{ group: 'Working with it', make: await QUICK[name]!() }];
}

async function report(error: unknown): Promise<number> {
  // Commander has printed its own words already, help and version included.
  if (error instanceof CommanderError) return error.exitCode;
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && error.name === 'PartFailure') {
    const { PartFailure } = await import('../stack/part-run.ts');
    if (error instanceof PartFailure) for (const line of error.logTail) console.error(`  | ${line}`);
  }
  if (process.env['SIGNALPOST_DEBUG'] === 'true' && error instanceof Error) console.error(error.stack);
  return error instanceof CliError ? error.exitCode : 1;
}

try {
  await buildProgram(await rowsFor(process.argv[2])).parseAsync(process.argv);
} catch (error) {
  process.exitCode = await report(error);
}
