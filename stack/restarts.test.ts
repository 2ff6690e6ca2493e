import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESTARTS_ALLOWED, WINDOW_MS, nextRestart } from './restarts.ts';

const times = fc.array(fc.integer({ min: 0, max: 10 * WINDOW_MS }), { minLength: 1, maxLength: 30 });

describe('starting a part again', () => {
  it('waits longer each time it ends soon, never longer than 10 s', () => {
    const waits = [1, 2, 3, 4, 5].map((count) =>
      nextRestart(
        'running',
        Array.from({ length: count }, (_, at) => at),
      ),
    );
    expect(waits.map((wait) => wait.again && wait.waitMs)).toEqual([250, 500, 1_000, 2_000, 4_000]);
    fc.assert(
      fc.property(times, (endings) => {
        const next = nextRestart(
          'running',
          endings.toSorted((a, b) => a - b),
        );
        return !next.again || (next.waitMs > 0 && next.waitMs <= 10_000);
      }),
    );
  });

  it('never gives up a part that ended no more often within two minutes than allowed', () => {
    fc.assert(
      fc.property(times, fc.constantFrom('starting', 'running'), (unsorted, phase) => {
        const endings = unsorted.toSorted((a, b) => a - b);
        const recent = endings.filter((at) => at > endings.at(-1)! - WINDOW_MS).length;
        expect(nextRestart(phase, endings).again).toBe(recent <= RESTARTS_ALLOWED[phase]);
      }),
    );
  });
});
