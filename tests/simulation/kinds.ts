/**
 * The one guarantee, for arbitrary schedules of crashes, pauses past the session, members that come and go,
 * new versions, lost answers, late markers, jumping clocks and an absent log: what is written equals what an
 * undisturbed run writes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle, World } from '../../processors/runtime/simulation.ts';
import { asking, copy, counting, sending, tally } from '../../processors/runtime/test-processors.ts';
import type { Transitions } from '../../processors/runtime/transitions.ts';
import { isEvent, type Decide, type Processor, type TableMachine } from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { play, schedule } from './schedule.ts';
import { checking, LIMIT } from './settings.ts';

const textOf = (event: AnyEvent): string => (event.data as { reason: string }).reason;

function byKey(events: readonly AnyEvent[]): Record<string, readonly string[]> {
  const found: Record<string, string[]> = {};
  for (const event of events) (found[event.streamId] ??= []).push(textOf(event));
  return found;
}

async function inputs(world: World): Promise<Record<string, readonly string[]>> {
  return byKey(await world.events('workspace.commands'));
}

function expectUnique(events: readonly AnyEvent[]): void {
  expect(new Set(events.map((event) => event.eventId)).size).toBe(events.length);
}

/** What a run without any disturbance writes for the same inputs, per key. */
async function undisturbed(processor: Processor, given: World): Promise<Record<string, readonly string[]>> {
  const world = await World.with([processor]);
  await world.start([processor]);
  for (const event of await given.events('workspace.commands')) {
    if (isEvent(event, 'PauseWorkspace')) {
      await world.append('workspace.commands', event.streamId, 'PauseWorkspace', event.data, {
        eventId: event.eventId,
      });
    }
  }
  await world.time.advance(10_000);
  return byKey(await world.events('workspace.events'));
}

export function kindsOf(transitions: Transitions): void {
  describe('the one guarantee, whatever happens', () => {
    it('transform: every input once, in order per key', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(schedule, async (given) => {
          const world = await play(() => copy, given, transitions);
          const events = await world.events('workspace.events');
          expect(byKey(events)).toEqual(await inputs(world));
          expectUnique(events);
        }),
        checking(),
      );
    });

    it('decide: state, outputs and answers as in an undisturbed run', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(schedule, async (given) => {
          const world = await play(() => tally, given, transitions);
          const events = await world.events('workspace.events');
          expect(byKey(events)).toEqual(await undisturbed(tally, world));
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
        fc.asyncProperty(schedule, async (given) => {
          const world = await play(() => alarms, given, transitions);
          const events = await world.events('workspace.events');
          const fired = Object.values(byKey(events)).flat().sort();
          expect(fired).toEqual(
            Object.values(await inputs(world))
              .flat()
              .sort(),
          );
          expectUnique(events);
        }),
        checking(),
      );
    });

    it('effect: every input once, in order per key, parked ones too', LIMIT, async () => {
      await fc.assert(
        fc.asyncProperty(schedule, async (given) => {
          const world = await play(
            (world) => {
              const seen = new Set<string>();
              return asking(async (reason) => {
                const first = !seen.has(reason);
                seen.add(reason);
                // Every third input finds its dependency away at the first look.
                return first && Number(reason.slice(1)) % 3 === 0 ? { park: world.time.now() + 400 } : 'ok';
              });
            },
            given,
            transitions,
          );
          const events = await world.events('workspace.events');
          expect(byKey(events)).toEqual(await inputs(world));
          expectUnique(events);
        }),
        checking(),
      );
    });

    it(
      'effect on the world: called at most once per input, announced before, one outcome each',
      LIMIT,
      async () => {
        await fc.assert(
          fc.asyncProperty(schedule, async (given) => {
            const calls: string[] = [];
            const world = await play(
              () =>
                sending(async (reason) => {
                  calls.push(reason);
                  await settle(2);
                }),
              given,
              transitions,
            );
            expect(new Set(calls).size).toBe(calls.length);
            const told = byKey(await world.events('workspace.events'));
            for (const [key, given] of Object.entries(await inputs(world))) {
              const started = (told[key] ?? []).filter((text) => text.startsWith('started'));
              const ended = (told[key] ?? []).filter((text) => !text.startsWith('started'));
              expect(started).toEqual(given.map((reason) => `started ${reason}`));
              expect(ended.map((text) => text.split(' ')[1])).toEqual(given);
              const sent = ended.filter((text) => text.startsWith('sent')).map((text) => text.slice(5));
              expect(calls).toEqual(expect.arrayContaining(sent));
            }
          }),
          checking(),
        );
      },
    );

    it('aggregate: the newest records of a window count every input once', LIMIT, async () => {
      // Windows are forgotten and come again within a schedule.
      const brief = { ...counting, keepMs: 20_000 };
      await fc.assert(
        fc.asyncProperty(schedule, async (given) => {
          const world = await play(() => brief, given, transitions);
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
          const wanted = Object.entries(await inputs(world)).map(([key, texts]) => [key, texts.length]);
          expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(wanted));
          expectUnique(events);
        }),
        checking(),
      );
    });
  });
}
