import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aligner } from './align.ts';

/** Time that passes only while somebody waits. */
function setting(patienceMs = 1_000) {
  let clock = 0;
  const sleep = async (ms: number): Promise<void> => {
    clock += ms;
    await Promise.resolve();
  };
  return new Aligner({ windowMs: 10, patienceMs, now: () => clock, sleep });
}
const never = new AbortController().signal;

describe('partitions that are read again side by side', () => {
  it('whatever their records are, none is written further ahead of another that is behind than the window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(500), { minLength: 1, maxLength: 30 }), { minLength: 2, maxLength: 5 }),
        async (histories) => {
          const aligner = setting(1_000_000);
          // A partition is in the order of time.
          const sorted = histories.map((times) => [...times].sort((a, b) => a - b));
          const at = new Map(sorted.map((times, index) => [String(index), times[0] ?? 0]));
          for (const name of at.keys()) aligner.begin(name);
          await Promise.all(
            sorted.map(async (times, index) => {
              const name = String(index);
              for (const time of times) {
                at.set(name, time);
                await aligner.turn(name, time, never);
                for (const other of at.values()) expect(time - other).toBeLessThanOrEqual(10);
              }
              aligner.end(name);
              at.delete(name);
            }),
          );
        },
      ),
    );
  });

  it('one that never comes holds the others up once, for the patience, and then no more', async () => {
    const aligner = setting(50);
    aligner.begin('a');
    aligner.begin('stuck');
    await aligner.turn('a', 1_000, never);
    let waited = false;
    const second = aligner.turn('a', 2_000, never).then(() => (waited = true));
    await Promise.resolve();
    await Promise.resolve();
    expect(waited).toBe(true);
    await second;
  });

  it('who is not behind never waits', async () => {
    const aligner = setting(Infinity);
    aligner.begin('a');
    await expect(aligner.turn('live', 10_000, never)).resolves.toBeUndefined();
  });
});
