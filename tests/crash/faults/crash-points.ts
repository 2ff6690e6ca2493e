import { runCrashPoints } from '../crash-points.ts';
import { READY_MS, type Fault } from './fault.ts';

/** For the points of a plan to be reached, ms. */
const POINTS_MS = 40_000;

export const crashPoints: Fault = {
  name: 'crash points',
  does: 'processes that kill themselves at named places of the code, one after another',
  short: true,
  async inflict({ installation, say }) {
    const { stack } = installation;
    await Promise.all([stack.whenReady('processors', READY_MS), stack.whenReady('projections', READY_MS)]);
    const { reached, missed } = await runCrashPoints(installation, POINTS_MS);
    say(
      `  reached: ${reached.join('; ') || 'none'}${missed.length > 0 ? `; not: ${missed.join('; ')}` : ''}`,
    );
  },
};
