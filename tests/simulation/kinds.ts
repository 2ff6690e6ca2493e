/**
 * The one guarantee, for arbitrary stories of crashes, pauses past the session, partitions, members that come and go,
 * new versions, lost answers, late markers, jumping clocks and an absent log: what is written follows from what
 * was put in.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../../processors/runtime/simulation.ts';
import {
  asking,
  copy,
  counting,
  foldText,
  sending,
  tally,
} from '../../processors/runtime/test-processors.ts';
import type { Transitions } from '../../processors/runtime/transitions.ts';
import { isEvent, type Decide, type TableMachine } from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { play, stories, textsOf } from './installation.ts';
import { checking, LIMIT } from './settings.ts';

function expectUnique(events: readonly AnyEvent[]): void {
  expect(new Set(events.map((event) => event.eventId)).size).toBe(events.length);
}

/** Counts and sums after each text, as `tally` tells them. */
function tallies(texts: readonly string[]): readonly string[] {
  let sum = '';
  return texts.map((text, at) => `${at + 1} ${(sum = foldText(sum, text))}`);
}

/** Of a transform. */
export const everyInputOnce = (transitions: Transitions) =>
  fc.asyncProperty(stories(), async (story) => {
    const { world, model } = await play(() => copy, story, transitions);
    const events = await world.events('workspace.events');
    expect(textsOf(events)).toEqual(model.texts);
    expectUnique(events);
  });

/** Of an effect on the world. */
export const calledAtMostOnce = (transitions: Transitions) =>
  fc.asyncProperty(stories(), async (story) => {
    const calls: string[] = [];
    const { world, model } = await play(
      () =>
        sending(async (reason) => {
          calls.push(reason);
          await settle(2);
        }),
      story,
      transitions,
    );
    expect(new Set(calls).size).toBe(calls.length);
    const told = textsOf(await world.events('workspace.events'));
    for (const [key, given] of Object.entries(model.texts)) {
      const started = (told[key] ?? []).filter((text) => text.startsWith('started'));
      const ended = (told[key] ?? []).filter((text) => !text.startsWith('started'));
      expect(started).toEqual(given.map((reason) => `started ${reason}`));
      expect(ended.map((text) => text.split(' ')[1])).toEqual(given);
      const sent = ended.filter((text) => text.startsWith('sent')).map((text) => text.slice(5));
      expect(calls).toEqual(expect.arrayContaining(sent));
    }
  });

export function kindsOf(transitions: Transitions): void {
  describe('the one guarantee, whatever happens', () => {
    it('transform: every input once, in order per key', LIMIT, async () => {
      await fc.assert(everyInputOnce(transitions), checking());
    });

    it('decide: state, outputs and answers in the order of the inputs', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(stories(), async (story) => {
          const { world, model } = await play(() => tally, story, transitions);
          const events = await world.events('workspace.events');
          expect(textsOf(events)).toEqual(model.map(tallies));
          expectUnique(events);
          const answers = await world.events('command.results');
          expect(answers).toHaveLength(events.length);
          expectUnique(answers);
        }),
        checking(),
      );
    });

    it('timers: each fires once, however often its owner dies', LIMIT, async () => {
      const machine: TableMachine = {
        decide(input, _rows, { now }) {
          if (input.type === 'TimerFired') {
            return {
              outputs: [
                {
                  topic: 'workspace.events',
                  key: input.key,
                  type: 'WorkspacePaused',
                  data: { reason: input.timerId },
                },
              ],
            };
          }
          if (!isEvent(input, 'PauseWorkspace')) return { skip: 'other' };
          return {
            timers: [
              { kind: 'set', timerId: input.data.reason, due: now + ((input.eventId.length * now) % 700) },
            ],
          };
        },
      };
      const alarms: Decide = { ...tally, machine };
      await fc.assert(
        fc.asyncProperty(stories(), async (story) => {
          const { world, model } = await play(() => alarms, story, transitions);
          const events = await world.events('workspace.events');
          const fired = Object.values(textsOf(events)).flat();
          expect(fired.toSorted()).toEqual(model.all().toSorted());
          expectUnique(events);
        }),
        checking(),
      );
    });

    it('effect: every input once, in order per key, parked ones too', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(stories(), async (story) => {
          const { world, model } = await play(
            (world) => {
              const seen = new Set<string>();
              return asking(async (reason) => {
                const first = !seen.has(reason);
                seen.add(reason);
                // Every third input finds its dependency away at the first look.
                return first && Number(reason.slice(1)) % 3 === 0 ? { park: world.time.now() + 400 } : 'ok';
              });
            },
            story,
            transitions,
          );
          const events = await world.events('workspace.events');
          expect(textsOf(events)).toEqual(model.texts);
          expectUnique(events);
        }),
        checking(),
      );
    });

    it(
      'effect on the world: called at most once per input, announced before, one outcome each',
      LIMIT,
      async () => {
        await fc.assert(calledAtMostOnce(transitions), checking());
      },
    );

    it('aggregate: the newest records of a window count every input once', LIMIT, async () => {
      // Windows are forgotten and come again within a story.
      const brief = { ...counting, keepMs: 20_000 };
      await fc.assert(
        fc.asyncProperty(stories(), async (story) => {
          const { world, model } = await play(() => brief, story, transitions);
          const newest = new Map<string, Map<string, number>>();
          const events = await world.events('metric.rollups');
          for (const event of events) {
            if (!isEvent(event, 'MetricRolledUp')) continue;
            const sources = newest.get(event.streamId) ?? new Map<string, number>();
            newest.set(event.streamId, sources);
            const { source, counts } = event.data;
            expect(counts['seen'] ?? 0).toBeGreaterThan(sources.get(source) ?? 0);
            sources.set(source, counts['seen'] ?? 0);
          }
          const sums = [...newest].map(([key, sources]) => [
            key,
            [...sources.values()].reduce((sum, seen) => sum + seen, 0),
          ]);
          expect(Object.fromEntries(sums)).toEqual(model.map((texts) => texts.length));
          expectUnique(events);
        }),
        checking(),
      );
    });
  });
}
