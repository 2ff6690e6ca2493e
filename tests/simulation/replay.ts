/** A story played again ends in the same trace and the same bytes, and one that fails becomes short. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asking, tally } from '../../processors/runtime/test-processors.ts';
import { Transitions } from '../../processors/runtime/transitions.ts';
import { engagements, playEngagements } from './engagement.ts';
import { play, stories, type Story } from './installation.ts';
import { checking, LIMIT } from './settings.ts';

export function replays(transitions: Transitions): void {
  describe('the same story', () => {
    it('gives the same trace: a decider', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(stories(), async (story) => {
          const again = { ...story, order: story.order.again() };
          const first = await play(() => tally, story, transitions);
          const second = await play(() => tally, again, transitions);
          expect(second.world.trace.lines).toEqual(first.world.trace.lines);
          expect(await second.world.digest()).toBe(await first.world.digest());
        }),
        checking(0.1),
      );
    });

    it('gives the same trace: the engagement path', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(engagements(), async (story) => {
          const again = { ...story, order: story.order.again() };
          const first = (await playEngagements(story, transitions)).path.world;
          const second = (await playEngagements(again, transitions)).path.world;
          expect(second.trace.lines).toEqual(first.trace.lines);
          expect(await second.digest()).toBe(await first.digest());
        }),
        checking(0.04),
      );
    });
  });

  describe('a story that fails', () => {
    // An ordinary effect promises no more than that: after a crash it asks again.
    const property = (digests: string[], replayPath?: string) =>
      fc.asyncProperty(stories(replayPath), async (story) => {
        const calls: string[] = [];
        const ask = asking(async (reason) => {
          calls.push(reason);
          return 'ok';
        });
        const { world } = await play(() => ask, story, new Transitions());
        digests.push(await world.digest());
        expect(new Set(calls).size).toBe(calls.length);
      });
    const commandsOf = ([story]: readonly [Story]): string => fc.stringify(story.commands);

    it('shrinks to what matters, and its numbers play exactly that again', LIMIT, async () => {
      const digests: string[] = [];
      const found = await fc.check(property(digests), { numRuns: 200, seed: 1 });
      if (!found.failed || found.counterexample === null) throw new Error('nobody asked twice');
      const [commands = '', replayPath] = commandsOf(found.counterexample).split(/ \/\*replayPath="|"\*\//);
      expect(commands).toMatch(/write/);
      expect(commands).toMatch(/kill|pause|cut|drop|start|deploy|drain|commit|leaps/);
      expect(commands.split(',').length).toBeLessThanOrEqual(5);

      const again: string[] = [];
      const { failed, counterexample, numShrinks } = await fc.check(property(again, replayPath), {
        seed: found.seed,
        path: found.counterexamplePath ?? '',
        endOnFailure: true,
      });
      expect({ failed, numShrinks }).toEqual({ failed: true, numShrinks: 0 });
      expect(commandsOf(counterexample as [Story]).split(' /*')[0]).toBe(commands);
      // The last of all that failed while it shrank is the one that was printed.
      expect(digests).toContain(again[0]);
    });
  });
}
