import { Command } from 'commander';
import type { CliCommand } from './command.ts';

/** The program of these commands; throws CommanderError instead of exiting, so that a test can run it. */
export function buildProgram(commands: readonly CliCommand[]): Command {
  const program = new Command('signalpost')
    .description('Runs a whole Signalpost installation on this machine and looks into it.')
    .showHelpAfterError('(signalpost --help lists the commands)')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      '\nState is in .signalpost/ of the checkout; SIGNALPOST_HOME names another folder.' +
        '\nKAFKA_BROKERS, SCHEMA_REGISTRY_URL, CLICKHOUSE_URL and REDIS_URL name services of yours:' +
        '\nthose are used and not started. SIGNALPOST_DEBUG=true shows the stack of an error.',
    );
  for (const row of commands) {
    const command = program.command(row.name).summary(row.summary).description(row.summary);
    command.helpGroup(`${row.group}:`).exitOverride();
    row.configure(command);
  }
  return program;
}
