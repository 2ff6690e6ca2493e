/** A seed is a whole story: played again it ends in the same trace and the same bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tally } from '../../processors/runtime/test-processors.ts';
import type { Transitions } from '../../processors/runtime/transitions.ts';
import { engagements, playEngagements } from './engagement.ts';
import { play, schedule } from './schedule.ts';
import { checking, LIMIT } from './settings.ts';

export function replays(transitions: Transitions): void {
  describe('the same seed', () => {
    it('gives the same trace: a decider', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(schedule, async (given) => {
          const first = await play(() => tally, given, transitions);
          const second = await play(() => tally, given, transitions);
          expect(second.trace.lines).toEqual(first.trace.lines);
          expect(await second.digest()).toBe(await first.digest());
        }),
        checking(0.1),
      );
    });

    it('gives the same trace: the engagement path', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(engagements, async (given) => {
          const first = await playEngagements(given, transitions);
          await first.rest();
          const second = await playEngagements(given, transitions);
          await second.rest();
          expect(second.world.trace.lines).toEqual(first.world.trace.lines);
          expect(await second.world.digest()).toBe(await first.world.digest());
        }),
        checking(0.04),
      );
    });
  });
}
