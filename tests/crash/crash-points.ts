/** Runs the installation's work in processes that kill themselves at named places of the code. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../support/installation.ts';
import { startOwn, stopOwn, type Own } from './own.ts';
import { COMMAND_PLAN, CRASH_PLAN, type Plan } from './crash-plan.ts';

const HALTED = ['gateway', 'processors', 'projections'] as const;

export interface Reached {
  /** Points that nothing came to in time: what they are to show was not shown. */
  readonly missed: readonly string[];
}

interface Died extends Reached {
  /** What does the work from then on; null for commands. */
  readonly own: Own | null;
}

/**
 * Halts the parts, lets `CRASH_PLAN` do their work and die, gives the work back, then lets commands die.
 * @param withinMs for each point to be reached.
 * @param say told each that is reached, and when.
 */
export async function runCrashPoints(
  installation: Installation,
  withinMs: number,
  say: (line: string) => void,
): Promise<Reached> {
  const { stack } = installation;
  const began = performance.now();
  const told = (line: string): void => say(`  ${((performance.now() - began) / 1000).toFixed(0)} s: ${line}`);
  await Promise.all(HALTED.map((part) => stack.halt(part)));
  // Now and then a network wants a moment: the account's timer is set, and falls due.
  await installation.control(
    'POST',
    '/faults',
    (
      [
        ['mastodon', 'status.create'],
        ['x', 'post.create'],
      ] as const
    ).map(([network, operation]) => ({
      network,
      operation,
      probability: 0.2,
      effect: { type: 'rate-limit', retryAfter: 2 },
    })),
  );
  const results = await Promise.all(CRASH_PLAN.map((plan) => die(installation, plan, withinMs, told)));
  await installation.control('DELETE', '/faults');
  await Promise.all(results.flatMap(({ own }) => (own === null ? [] : stopOwn(own))));
  told('the parts get their work back');
  await Promise.all(HALTED.map((part) => stack.revive(part)));
  told('all parts are ready');
  for (const plan of COMMAND_PLAN) results.push(await die(installation, plan, withinMs, told));
  return {
    missed: results.flatMap(({ missed }) => missed),
  };
}

/**
 * One process after another, each until it dies at its point; then one that lives on, because others wait for what
 * it does.
 * @throws when one ends in another way
 */
async function die(
  installation: Installation,
  plan: Plan,
  withinMs: number,
  told: (line: string) => void,
): Promise<Died> {
  const { entry, names, points } = plan;
  const start = (env: Readonly<Record<string, string>>): Own =>
    startOwn(installation, entry, names, { ...env, ...atItsPort(installation, entry) });
  const placeOf = (point: string): string => `${[entry, ...names].join(' ')} ${point}`;
  for (const [index, point] of points.entries()) {
    const own = start({ CRASH_AT: point });
    const how = await endOf(own, withinMs);
    if (how === 'late') {
      const missed = points.slice(index).map(placeOf);
      if (entry !== 'cli') return { missed, own };
      await stopOwn(own);
      return { missed, own: null };
    }
    if (how !== 'SIGKILL') {
      throw new Error(`${placeOf(point)}: it ended by itself; see the logs in ${installation.stack.home}`);
    }
    told(placeOf(point));
  }
  return { missed: [], own: entry === 'cli' ? null : start({}) };
}

async function endOf(own: Own, withinMs: number): Promise<NodeJS.Signals | null | 'late'> {
  const over = new AbortController();
  const late = sleep(withinMs, 'late' as const, { ref: false, signal: over.signal }).catch(
    () => 'late' as const,
  );
  try {
    return await Promise.race([own.ended, late]);
  } finally {
    over.abort();
  }
}

/** The gateway is where people and networks look for it. */
function atItsPort(installation: Installation, entry: Plan['entry']): Readonly<Record<string, string>> {
  return entry === 'gateway' ? { SIGNALPOST_GATEWAY_PORT: new URL(installation.gatewayUrl).port } : {};
}
