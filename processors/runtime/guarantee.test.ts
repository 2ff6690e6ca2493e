/**
 * The one guarantee, for arbitrary schedules of crashes, pauses past the session, members that come and go,
 * lost answers and an absent log: what is written equals what an undisturbed run writes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../../topics/events.ts';
import { settle, World, type SimulatedProcess } from './simulation.ts';
import { asking, copy, sending, tally } from './test-processors.ts';
import { isEvent, type Decide, type Processor, type TableMachine } from './types.ts';

const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 25);
const KEYS = ['a', 'b', 'c', 'd', 'e'] as const;

type Step =
  | { readonly do: 'append'; readonly key: (typeof KEYS)[number]; readonly count: number }
  | { readonly do: 'start' }
  | { readonly do: 'kill' | 'pause' | 'resume' | 'drain'; readonly which: number }
  | { readonly do: 'fail'; readonly how: 'lost-answer' | 'lost-request' | 'cut' }
  | { readonly do: 'hold' | 'release' | 'away' | 'back' }
  | { readonly do: 'turn'; readonly turns: number }
  | { readonly do: 'wait'; readonly ms: number };

const which = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      key: fc.constantFrom(...KEYS),
      count: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'start' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('kill' as const, 'pause' as const, 'resume' as const, 'drain' as const),
      which,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      how: fc.constantFrom('lost-answer' as const, 'lost-request' as const, 'cut' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('hold' as const, 'release' as const, 'away' as const, 'back' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('turn' as const), turns: fc.integer({ min: 1, max: 8 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(5, 60, 500, 3_000) }),
  },
);
const schedule = fc.array(step, { minLength: 5, maxLength: 30 });

/** Runs a schedule and then lets everything come to rest. */
async function run(
  make: (world: World) => Processor,
  steps: readonly Step[],
  text: (n: number) => string = (n) => `n${n}`,
): Promise<World> {
  const world = await World.with([copy, tally]);
  const processor = make(world);
  const processes: SimulatedProcess[] = [];
  const paused = new Set<SimulatedProcess>();
  const releases: (() => void)[] = [];
  let appended = 0;
  const start = () => {
    const starting = world.start([processor], { rejoinMs: 1_000 });
    starting.then(
      (process) => processes.push(process),
      () => undefined, // the log was away at start: such a process exits, and is not counted
    );
  };
  const pick = (n: number) => processes.filter((process) => process.alive())[n];
  start();
  await settle();
  let away = false;
  for (const one of steps) {
    switch (one.do) {
      case 'append':
        if (away) break;
        for (let n = 0; n < one.count; n++) {
          await world.append('workspace.commands', one.key, 'PauseWorkspace', { reason: text(appended++) });
        }
        break;
      case 'start':
        if (processes.length < 4) start();
        break;
      case 'kill':
        pick(one.which)?.kill();
        break;
      case 'pause': {
        const process = pick(one.which);
        if (process) {
          process.pause();
          paused.add(process);
        }
        break;
      }
      case 'resume': {
        const process = [...paused][one.which];
        process?.resume();
        if (process) paused.delete(process);
        break;
      }
      case 'drain':
        void pick(one.which)?.host.drain();
        break;
      case 'fail':
        world.cluster.failNextCommit(one.how);
        break;
      case 'hold':
        releases.push(world.cluster.holdNextCommit());
        break;
      case 'release':
        releases.shift()?.();
        break;
      case 'away':
      case 'back':
        away = one.do === 'away';
        world.cluster.setAway(away);
        break;
      case 'turn':
        await settle(one.turns);
        break;
      case 'wait':
        await world.time.advance(one.ms);
        break;
    }
  }
  world.cluster.setAway(false);
  for (const release of releases) release();
  for (const process of paused) process.resume();
  await world.time.advance(5_000);
  start();
  for (let n = 0; n < 6; n++) {
    await world.time.advance(20_000);
    for (const release of releases) release();
  }
  for (const process of processes) {
    expect(process.fatal).toEqual([]);
    process.kill();
  }
  return world;
}

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

const settings = {
  numRuns: RUNS,
  ...(process.env['SIMULATION_SEED'] ? { seed: Number(process.env['SIMULATION_SEED']) } : {}),
};
const LIMIT = { timeout: 60_000 + RUNS * 3_000 };

describe('the one guarantee, whatever happens', () => {
  it('transform: every input once, in order per key', LIMIT, async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const world = await run(() => copy, steps);
        const events = await world.events('workspace.events');
        expect(byKey(events)).toEqual(await inputs(world));
        expectUnique(events);
      }),
      settings,
    );
  });

  it('decide: state, outputs and answers as in an undisturbed run', LIMIT, async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const world = await run(() => tally, steps);
        const events = await world.events('workspace.events');
        expect(byKey(events)).toEqual(await undisturbed(tally, world));
        expectUnique(events);
        const answers = await world.events('command.results');
        expect(answers).toHaveLength(events.length);
        expectUnique(answers);
      }),
      settings,
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
      fc.asyncProperty(schedule, async (steps) => {
        const world = await run(() => alarms, steps);
        const events = await world.events('workspace.events');
        const fired = Object.values(byKey(events)).flat().sort();
        expect(fired).toEqual(
          Object.values(await inputs(world))
            .flat()
            .sort(),
        );
        expectUnique(events);
      }),
      settings,
    );
  });

  it('effect: every input once, in order per key, parked ones too', LIMIT, async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const world = await run((world) => {
          const seen = new Set<string>();
          return asking(async (reason) => {
            const first = !seen.has(reason);
            seen.add(reason);
            // Every third input finds its dependency away at the first look.
            return first && Number(reason.slice(1)) % 3 === 0 ? { park: world.time.now() + 400 } : 'ok';
          });
        }, steps);
        const events = await world.events('workspace.events');
        expect(byKey(events)).toEqual(await inputs(world));
        expectUnique(events);
      }),
      settings,
    );
  });

  it(
    'effect on the world: called at most once per input, announced before, one outcome each',
    LIMIT,
    async () => {
      await fc.assert(
        fc.asyncProperty(schedule, async (steps) => {
          const calls: string[] = [];
          const world = await run(
            () =>
              sending(async (reason) => {
                calls.push(reason);
                await settle(2);
              }),
            steps,
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
        settings,
      );
    },
  );
});
