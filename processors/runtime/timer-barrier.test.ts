import { describe, expect, it } from 'vitest';
import { TimerBarrier } from './timer-barrier.ts';

const at = (position: number) => new Map([['t', position]]);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('timer barrier', () => {
  it('lets timers pass only when the input is consumed to an end that was read after they fell due', async () => {
    let reads = 0;
    const barrier = new TimerBarrier(
      async () => (reads++, at(10)),
      () => undefined,
    );
    expect(barrier.passed(1_000, at(5), 999)).toBe(null);
    expect(reads).toBe(0);
    expect(barrier.passed(1_000, at(5), 1_000)).toBe(null);
    await settled();
    expect(barrier.passed(1_000, at(9), 5_000)).toBe(null);
    // What was due when the end was read, not what fell due since.
    expect(barrier.passed(1_000, at(10), 5_000)).toBe(1_000);
    expect(reads).toBe(1);
  });

  it('asks again, a little later, when the log did not answer', async () => {
    let fail = true;
    const barrier = new TimerBarrier(
      async () => {
        if (fail) throw new Error('away');
        return at(0);
      },
      () => undefined,
    );
    barrier.passed(1_000, at(0), 1_000);
    await settled();
    fail = false;
    expect(barrier.passed(1_000, at(0), 1_001)).toBe(null);
    await settled();
    expect(barrier.passed(1_000, at(0), barrier.notBefore)).toBe(null);
    await settled();
    expect(barrier.passed(1_000, at(0), 9_000)).toBe(barrier.notBefore);
  });
});
