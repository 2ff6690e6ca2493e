import type { PartName } from '../../../stack/part.ts';
import { READY_MS, type Fault } from './fault.ts';

/** Parts that are killed in turn; the networks are the outside and stay. */
export const KILLED = [
  'processors',
  'projections',
  'gateway',
  'redis',
  'clickhouse',
  'kafka',
  'registry',
] as const satisfies readonly PartName[];

export const kills: readonly Fault[] = KILLED.map((part) => ({
  name: `kill ${part}`,
  does: `SIGKILL of ${part}; the supervisor starts it again`,
  short: true,
  async inflict({ installation: { stack } }) {
    // It may still be starting again after what happened to it before.
    await stack.whenReady(part, READY_MS);
    await stack.kill(part);
  },
}));
