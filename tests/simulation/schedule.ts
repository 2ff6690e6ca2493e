/** Schedules of faults for processes that run one processor, and their play in a simulated world. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { settle, World, type SimulatedProcess } from '../../processors/runtime/simulation.ts';
import { copy, tally } from '../../processors/runtime/test-processors.ts';
import type { Transitions } from '../../processors/runtime/transitions.ts';
import type { Processor } from '../../processors/runtime/types.ts';

export const KEYS = ['a', 'b', 'c', 'd', 'e'] as const;

type Step =
  | { readonly do: 'append'; readonly key: (typeof KEYS)[number]; readonly count: number }
  | { readonly do: 'start' | 'upgrade' }
  | { readonly do: 'kill' | 'pause' | 'resume' | 'drain'; readonly which: number }
  | { readonly do: 'kill-after'; readonly which: number; readonly steps: number }
  | { readonly do: 'lose'; readonly which: number; readonly count: number }
  | { readonly do: 'fail'; readonly how: 'lost-answer' | 'lost-request' | 'cut' }
  | { readonly do: 'hold' | 'release' | 'away' | 'back' | 'late-markers' | 'marker' | 'expire' }
  | { readonly do: 'turn'; readonly turns: number }
  | { readonly do: 'leap' | 'set-back'; readonly ms: number }
  | { readonly do: 'wait'; readonly ms: number };

const which = fc.nat(3);
const one = <T extends string>(...names: readonly T[]) => fc.record({ do: fc.constantFrom(...names) });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      key: fc.constantFrom(...KEYS),
      count: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 2, arbitrary: one('start') },
  { weight: 1, arbitrary: one('upgrade') },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('kill', 'pause', 'resume', 'drain'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('kill-after' as const),
      which,
      steps: fc.integer({ min: 1, max: 24 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('lose' as const), which, count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      how: fc.constantFrom('lost-answer', 'lost-request', 'cut'),
    }),
  },
  { weight: 3, arbitrary: one('hold', 'release', 'away', 'back', 'late-markers', 'marker', 'expire') },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('turn' as const), turns: fc.integer({ min: 1, max: 8 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(5, 60, 500, 3_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('leap', 'set-back'), ms: fc.constantFrom(900, 30_000) }),
  },
);

export interface Schedule {
  readonly seed: number;
  readonly steps: readonly Step[];
}
export const schedule: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(),
  steps: fc.array(step, { minLength: 5, maxLength: 30 }),
});

/** Runs a schedule and then lets everything come to rest. */
export async function play(
  make: (world: World) => Processor,
  { seed, steps }: Schedule,
  transitions: Transitions,
): Promise<World> {
  const world = await World.with([copy, tally, { ...tally, name: 'rollup' }], { seed, transitions });
  let processor = make(world);
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
  let late = false;
  for (const one of steps) {
    world.trace.note(JSON.stringify(one));
    switch (one.do) {
      case 'append':
        if (away) break;
        for (let n = 0; n < one.count; n++) {
          await world.append('workspace.commands', one.key, 'PauseWorkspace', { reason: `n${appended++}` });
        }
        break;
      case 'start':
        if (processes.length < 4) start();
        break;
      case 'upgrade':
        processor = { ...processor, version: processor.version + 1 };
        start();
        break;
      case 'kill':
        pick(one.which)?.kill();
        break;
      case 'kill-after':
        pick(one.which)?.killAfter(one.steps);
        break;
      case 'lose':
        pick(one.which)?.loseAnswers(one.count);
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
      case 'late-markers':
        late = !late;
        world.cluster.delayMarkers(late);
        break;
      case 'marker':
        world.cluster.deliverMarker((count) => Math.floor(world.random() * count));
        break;
      case 'expire':
        world.cluster.expireTransactions();
        break;
      case 'turn':
        await settle(one.turns);
        break;
      case 'wait':
        await world.time.advance(one.ms);
        break;
      case 'leap':
        await world.time.leap(one.ms);
        break;
      case 'set-back':
        world.time.setBack(one.ms);
        break;
    }
  }
  world.cluster.setAway(false);
  world.cluster.delayMarkers(false);
  world.cluster.deliverMarkers();
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
