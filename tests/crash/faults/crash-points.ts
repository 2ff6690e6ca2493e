import { runCrashPoints } from '../crash-points.ts';
import { READY_MS, type Fault } from './fault.ts';

/** For one point to be reached, ms; it goes on as soon as it is. */
const POINTS_MS = 120_000;

export const crashPoints: Fault = {
  name: 'crash points',
  does: 'processes that kill themselves at named places of the code, one after another',
  short: true,
  async inflict({ installation, say }) {
    const { stack } = installation;
    for (const part of ['gateway', 'processors', 'projections'] as const)
      await stack.whenReady(part, READY_MS);
    const { missed } = await runCrashPoints(installation, POINTS_MS, say);
    if (missed.length > 0) throw new Error(`not reached: ${missed.join('; ')}`);
  },
};
