/** Everything that is done to an installation. A new fault: its file, and a row here. */
import { clockJump, dayOff } from './clock.ts';
import { crashPoints } from './crash-points.ts';
import type { Fault } from './fault.ts';
import { burst, poison, shuffledWebhooks } from './input.ts';
import { kills } from './kill.ts';
import { badDeploy, projectionSwitch, rebalanceStorm, rollingRestart } from './members.ts';
import { clickhouseAway, diskFull, flushAll } from './stores.ts';
import { wireFaults } from './wires.ts';
import { zombie } from './zombie.ts';

export const FAULTS: readonly Fault[] = [
  ...kills,
  zombie,
  crashPoints,
  ...wireFaults,
  flushAll,
  clickhouseAway,
  diskFull,
  clockJump,
  dayOff,
  rebalanceStorm,
  rollingRestart,
  badDeploy,
  projectionSwitch,
  shuffledWebhooks,
  burst,
  poison,
];
