import { Command } from 'commander';
import type { CommandRow } from './commands.ts';

/** The program of these commands; throws CommanderError instead of exiting, so that a test can run it. */
export function buildProgram(rows: readonly CommandRow[]): Command {
  const program = new Command('signalpost')
    .description('Runs a whole Signalpost installation on this machine and looks into it.')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what is possible)')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      '\nState is in .signalpost/ of the checkout; SIGNALPOST_HOME names another folder.' +
        '\nKAFKA_BROKERS, SCHEMA_REGISTRY_URL, CLICKHOUSE_URL and REDIS_URL name services of yours:' +
        '\nthose are used and not started. SIGNALPOST_DEBUG=true shows the stack of an error.',
    );
  for (const { group, make } of rows) {
    program.addCommand(make().copyInheritedSettings(program).helpGroup(`${group}:`));
  }
  return program;
}
