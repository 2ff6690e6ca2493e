import type { Command } from 'commander';

/** One command of the program: a file in `commands/` and a row in `commands.ts`. */
export interface CliCommand {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Heading under which the help lists it. */
  readonly group: 'Installation' | 'Looking' | 'Working' | 'Developing';
  /** Adds arguments, options, examples, and the action. The action sets `process.exitCode`. */
  configure(command: Command): void;
}

/** An expected failure: its message is for the operator and is printed without a stack. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** Parses a positive number of seconds given as an option; throws CliError with the option's name. */
export function seconds(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isFinite(value) && value > 0) return value;
    throw new CliError(`${option} takes a number of seconds greater than 0, not ${JSON.stringify(text)}`);
  };
}
