import { CommanderError } from 'commander';
import { COMMANDS } from './commands.ts';
import { CliError } from './options.ts';
import { buildProgram } from './program.ts';
import { PartFailure } from '../stack/part-run.ts';

function report(error: unknown): number {
  // Commander has printed its own words already, help and version included.
  if (error instanceof CommanderError) return error.exitCode;
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof PartFailure) for (const line of error.logTail) console.error(`  | ${line}`);
  if (process.env['SIGNALPOST_DEBUG'] === 'true' && error instanceof Error) console.error(error.stack);
  return error instanceof CliError ? error.exitCode : 1;
}

try {
  await buildProgram(COMMANDS).parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}
