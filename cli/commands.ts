import type { Command } from 'commander';
import { auditCommand } from './commands/audit.ts';
import { classifyCommand } from './commands/classify.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { engagementsCommand } from './commands/engagements.ts';
import { labelsCommand } from './commands/labels.ts';
import { modelsCommand } from './commands/models.ts';
import { rebuildCommand } from './commands/rebuild.ts';
import { replayCommand } from './commands/replay.ts';
import { resetCommand } from './commands/reset.ts';
import { signInCommand } from './commands/sign-in.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { testCommand } from './commands/test.ts';
import { topicsCommand } from './commands/topics.ts';
import { trainCommand } from './commands/train.ts';
import { upCommand } from './commands/up.ts';
import { waitCommand } from './commands/wait.ts';

export interface CommandRow {
  /** Heading under which the help lists it. */
  readonly group: 'Installation' | 'Working with it' | 'Developing';
  readonly make: () => Command;
}

/** Everything that an operator can type, in the order of the help: one file and one row a command. */
export const COMMANDS: readonly CommandRow[] = [
  { group: 'Installation', make: upCommand },
  { group: 'Installation', make: downCommand },
  { group: 'Installation', make: waitCommand },
  { group: 'Installation', make: statusCommand },
  { group: 'Installation', make: doctorCommand },
  { group: 'Installation', make: resetCommand },
  { group: 'Working with it', make: signInCommand },
  { group: 'Working with it', make: simulateCommand },
  { group: 'Working with it', make: classifyCommand },
  { group: 'Working with it', make: trainCommand },
  { group: 'Working with it', make: topicsCommand },
  { group: 'Working with it', make: deadLettersCommand },
  { group: 'Working with it', make: engagementsCommand },
  { group: 'Working with it', make: labelsCommand },
  { group: 'Working with it', make: modelsCommand },
  { group: 'Working with it', make: rebuildCommand },
  { group: 'Working with it', make: auditCommand },
  { group: 'Working with it', make: replayCommand },
  { group: 'Developing', make: testCommand },
];
