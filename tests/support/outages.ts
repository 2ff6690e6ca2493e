/** What the tests of outages ask: whether a process is ready, and what it waits for. */
import { expect } from 'vitest';
import type { HealthReport } from '../../service/health.ts';
import type { RunReport } from '../../stack/simulate/run.ts';
import { eventually, red, type Installation } from './installation.ts';

export const OURS = ['processors', 'projections', 'gateway'] as const;
export type Ours = (typeof OURS)[number];

/** Messages a second while something is away. */
export const RATE = 10;

/** The reasons why a process is not ready; empty when it is. */
export async function reasons({ stack }: Installation, part: Ours): Promise<readonly string[]> {
  const answer = await fetch(`${stack.services[part]?.url ?? ''}/readyz`, {
    signal: AbortSignal.timeout(5_000),
  });
  const { parts } = (await answer.json()) as HealthReport;
  return Object.values(parts).flatMap((one) => (one.ready ? [] : [one.reason]));
}

export function notReady(installation: Installation, part: Ours, reason: RegExp): Promise<unknown> {
  return eventually(`${part} says ${String(reason)}`, 40_000, async () => {
    // The process may be about to listen.
    const said = await reasons(installation, part).catch(() => []);
    return said.some((one) => reason.test(one));
  });
}

export function sent(installation: Installation, count: number): Promise<RunReport> {
  return installation.load({ count, rate: RATE });
}

export async function everythingAddsUp(installation: Installation): Promise<void> {
  await eventually('everything is ready', 60_000, async () => {
    const all = await Promise.all(OURS.map((part) => reasons(installation, part).catch(() => ['not there'])));
    return all.flat().length === 0;
  });
  expect(red(await installation.audit(120_000))).toEqual([]);
}
