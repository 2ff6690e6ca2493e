import type { CliCommand } from './command.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { reset } from './commands/reset.ts';
import { status } from './commands/status.ts';
import { test } from './commands/test.ts';
import { up } from './commands/up.ts';
import { wait } from './commands/wait.ts';

/** Everything that an operator can type, in the order of the help. */
export const COMMANDS: readonly CliCommand[] = [up, down, wait, status, doctor, reset, test];
