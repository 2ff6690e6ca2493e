import { describe, expect, it } from 'vitest';
import { kept, knee, stepOf } from './steps.ts';

const report = (p99: number | null, answered2xx = 100, answers: Record<string, number> = { 200: 100 }) => ({
  runId: 'r',
  journal: '',
  planned: 100,
  answered2xx,
  overload: 100 - answered2xx,
  answers,
  seconds: 1,
  ratePerSecond: 100,
  lateMs: { count: 100, p50: 0, p90: 0, p99: 1, p999: 1, max: 1 },
  latencyMs: { x: { count: answered2xx, p50: 1, p90: 2, p99, p999: p99, max: p99 } },
});

describe('a rate', () => {
  it('is kept when all that was due was taken in time', () => {
    expect(kept(stepOf(500, report(50)), 50)).toBe(true);
    expect(kept(stepOf(500, report(50.1)), 50)).toBe(false);
    // Fast answers to a part of what was due are no success.
    expect(kept(stepOf(500, report(5, 99)), 50)).toBe(false);
    expect(kept(stepOf(500, report(null, 0, {})), 50)).toBe(false);
  });

  it('names answers that were no 2xx', () => {
    expect(stepOf(500, report(5, 97, { 200: 97, 503: 2, ECONNRESET: 1 })).others).toEqual({
      503: 2,
      ECONNRESET: 1,
    });
  });
});

describe('the knee', () => {
  const steps = (...p99: readonly number[]) => p99.map((value, n) => stepOf((n + 1) * 500, report(value)));

  it('lies between the last rate that held and the first that did not', () => {
    expect(knee(steps(5, 10, 80), 50)).toEqual({ kept: 1_000, broken: 1_500 });
    expect(knee(steps(5, 80, 10), 50)).toEqual({ kept: 500, broken: 1_000 });
  });

  it('was not found when all held, or none', () => {
    expect(knee(steps(5, 10), 50)).toEqual({ kept: 1_000, broken: null });
    expect(knee(steps(80), 50)).toEqual({ kept: null, broken: 500 });
  });
});
