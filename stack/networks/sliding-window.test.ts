import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindow } from './sliding-window.ts';

const runs = fc.record({
  limit: fc.integer({ min: 1, max: 8 }),
  windowMs: fc.integer({ min: 1, max: 50 }),
  gaps: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }),
});

/** The granted times of a run, counted the slow way. */
function play({ limit, windowMs, gaps }: { limit: number; windowMs: number; gaps: readonly number[] }) {
  const window = new SlidingWindow(limit, windowMs);
  const granted: number[] = [];
  let now = 1_000;
  for (const gap of gaps) {
    now += gap;
    if (window.take(now).granted) granted.push(now);
  }
  return { window, granted };
}

describe('an exact sliding window', () => {
  it('never grants more than the limit in any window, wherever it begins', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { granted } = play(run);
        for (const start of granted) {
          expect(granted.filter((t) => t >= start && t < start + run.windowMs).length).toBeLessThanOrEqual(
            run.limit,
          );
        }
      }),
    );
  });

  it('always grants when fewer than the limit lie in the window before', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const window = new SlidingWindow(run.limit, run.windowMs);
        const granted: number[] = [];
        let now = 0;
        for (const gap of run.gaps) {
          now += gap;
          const before = granted.filter((t) => t > now - run.windowMs).length;
          const answer = window.take(now);
          expect(answer.granted).toBe(before < run.limit);
          if (answer.granted) granted.push(now);
        }
      }),
    );
  });

  it('remembers the fullest window it saw', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { window, granted } = play(run);
        const fullest = Math.max(
          0,
          ...granted.map((end) => granted.filter((t) => t > end - run.windowMs && t <= end).length),
        );
        expect(window.maxUsed).toBe(fullest);
      }),
    );
  });

  it('has a free place again exactly at the reset it names', () => {
    const window = new SlidingWindow(2, 100);
    window.take(0);
    window.take(10);
    const refused = window.take(50);
    expect(refused).toMatchObject({ granted: false, remaining: 0, resetAtMs: 100 });
    expect(window.look(99).granted).toBe(false);
    expect(window.look(100).granted).toBe(true);
  });

  it('frees nothing when the clock runs backwards', () => {
    const window = new SlidingWindow(1, 100);
    window.take(1_000);
    expect(window.take(0).granted).toBe(false);
  });
});
