/** Rates that are tried one after another, each in an open loop, until one is too high. */
import type { RunReport } from '../../../stack/simulate/run.ts';
import type { Percentiles } from '../../../stack/simulate/percentiles.ts';

export interface Step {
  /** Requests due a second. */
  readonly rate: number;
  readonly planned: number;
  readonly answered2xx: number;
  /** Due while too many were under way: not sent. */
  readonly unsent: number;
  /** Answers that were no 2xx, by status or error. */
  readonly others: Readonly<Record<string, number>>;
  /** From the intended send time to the 2xx, ms. */
  readonly latencyMs: Percentiles;
  /** How late requests left, ms: the driver's own share of the latency. */
  readonly lateMs: Percentiles;
}

export function stepOf(rate: number, report: RunReport): Step {
  const { planned, answered2xx, overload, answers, lateMs, latencyMs } = report;
  const others = Object.fromEntries(Object.entries(answers).filter(([status]) => !/^2\d\d$/.test(status)));
  const none = { count: 0, p50: null, p90: null, p99: null, p999: null, max: null };
  return { rate, planned, answered2xx, unsent: overload, others, latencyMs: latencyMs['x'] ?? none, lateMs };
}

/** Whether everything that was due was sent, taken, and taken in time. */
export function kept(step: Step, p99Ms: number): boolean {
  const { p99 } = step.latencyMs;
  return step.answered2xx === step.planned && p99 !== null && p99 <= p99Ms;
}

/** The highest rate up to which all were kept, and the first that was not; null where there is none. */
export function knee(
  steps: readonly Step[],
  p99Ms: number,
): { readonly kept: number | null; readonly broken: number | null } {
  const first = steps.findIndex((step) => !kept(step, p99Ms));
  const held = first < 0 ? steps : steps.slice(0, first);
  return { kept: held.at(-1)?.rate ?? null, broken: steps[first]?.rate ?? null };
}
