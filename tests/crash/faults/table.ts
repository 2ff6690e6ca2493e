/** Everything that is done to an installation. A new fault: its file, and a row here. */
import { clockJump, dayOff } from './clock.ts';
import { crashPoints } from './crash-points.ts';
import type { Fault } from './fault.ts';
import { burst, shuffledWebhooks } from './input.ts';
import { kills } from './kill.ts';
import { badDeploy, codecSwitch, rebalanceStorm, rollingRestart } from './members.ts';
import { poison } from './poison.ts';
import { projectionSwitch } from './projection-switch.ts';
import { clickhouseAway, diskFull, flushAll } from './stores.ts';
import { wireFaults } from './wires.ts';
import { zombie, zombieSink } from './zombie.ts';

export const FAULTS: readonly Fault[] = [
  ...kills,
  zombie,
  zombieSink,
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
  codecSwitch,
  projectionSwitch,
  shuffledWebhooks,
  burst,
  poison,
];
