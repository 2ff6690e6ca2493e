/**
 * What can happen to any simulated installation: processes come, die, stand still, are cut off and go; the log loses
 * things or is away; clocks jump. Each is a command of fast-check, so that a run that fails shrinks to the few that
 * matter.
 */
import fc from 'fast-check';
import type { SimulatedProcess, World } from '../../processors/runtime/simulation.ts';

/** Places for a process. One that died may be started again at its place. */
export const SLOTS = ['A', 'B', 'C'] as const;
export type Slot = (typeof SLOTS)[number];

/** What is known of a place without looking at it. `doomed`: it will die at some step, or has. */
interface Place {
  taken: boolean;
  doomed: boolean;
  paused: boolean;
  cutOff: boolean;
}

/** The reference model: what must hold afterwards follows from it, and which commands make sense now. */
export class Model {
  readonly places: Readonly<Record<Slot, Place>>;
  logAway = false;
  /** Commits that wait before the broker. */
  held = 0;

  constructor() {
    const free = (): Place => ({ taken: false, doomed: false, paused: false, cutOff: false });
    this.places = { A: { ...free(), taken: true }, B: free(), C: free() };
  }
}

export type Member = Pick<
  SimulatedProcess,
  'kill' | 'killAfter' | 'loseAnswers' | 'pause' | 'resume' | 'cutOff' | 'reconnect'
>;

/** The world under test. */
export interface Scene {
  readonly world: World;
  /** Who is, or was last, at each place. */
  readonly members: ReadonlyMap<Slot, Member>;
  /** Commits held before the broker. */
  readonly releases: (() => void)[];
  /** Somebody new at a place; who was there is dead. */
  start(slot: Slot): void;
  /** From now on processes start with the next version of what they run. */
  upgrade(): void;
  /** Asked to leave in good order. */
  drain(slot: Slot): void;
}

export class Act<M extends Model, R extends Scene> implements fc.AsyncCommand<M, R> {
  readonly #name: string;
  readonly #check: (model: M) => boolean;
  readonly #run: (model: M, scene: R) => void | Promise<void>;

  constructor(name: string, check: (model: M) => boolean, run: (model: M, scene: R) => void | Promise<void>) {
    this.#name = name;
    this.#check = check;
    this.#run = run;
  }

  check(model: Readonly<M>): boolean {
    return this.#check(model);
  }

  async run(model: M, scene: R): Promise<void> {
    scene.world.trace.note(this.#name);
    await this.#run(model, scene);
  }

  toString(): string {
    return this.#name;
  }
}

export type Weighted<M extends Model, R extends Scene> = fc.WeightedArbitrary<fc.AsyncCommand<M, R>>;
/** An installation that stood still for longer than anything of ours is remembered, ms. */
const DAY_OFF_MS = 26 * 60 * 60 * 1_000;
const always = (): boolean => true;
const slots = fc.constantFrom(...SLOTS);

function free(place: Place): void {
  Object.assign(place, { taken: false, doomed: false, paused: false, cutOff: false } satisfies Place);
}

/** Processes, one command each. */
export function processCommands<M extends Model, R extends Scene>(): {
  readonly start: Weighted<M, R>;
  readonly deploy: Weighted<M, R>;
  readonly kill: Weighted<M, R>;
  readonly killAfter: (most: number) => Weighted<M, R>;
  readonly stop: Weighted<M, R>;
  readonly partition: Weighted<M, R>;
  readonly leave: Weighted<M, R>;
  readonly loseAnswers: Weighted<M, R>;
} {
  const of = (
    verb: string,
    check: (place: Place) => boolean,
    run: (place: Place, scene: R, slot: Slot) => void,
  ): fc.Arbitrary<fc.AsyncCommand<M, R>> =>
    slots.map(
      (slot) =>
        new Act(
          `${verb} ${slot}`,
          ({ places }) => check(places[slot]),
          ({ places }, scene) => run(places[slot], scene, slot),
        ),
    );
  const begin = (place: Place, scene: R, slot: Slot): void => {
    scene.members.get(slot)?.kill();
    free(place);
    place.taken = true;
    scene.start(slot);
  };
  const end = (place: Place, scene: R, slot: Slot): void => {
    scene.members.get(slot)?.kill();
    free(place);
  };
  return {
    start: { weight: 3, arbitrary: of('start', ({ taken, doomed }) => !taken || doomed, begin) },
    deploy: {
      weight: 2,
      arbitrary: of('deploy the next version at', always, (place, scene, slot) => {
        scene.upgrade();
        begin(place, scene, slot);
      }),
    },
    kill: { weight: 2, arbitrary: of('kill', ({ taken }) => taken, end) },
    killAfter: (most) => ({
      weight: 3,
      arbitrary: fc.tuple(slots, fc.integer({ min: 1, max: most })).map(
        ([slot, steps]) =>
          new Act(
            `kill ${slot} at its step ${steps}`,
            ({ places }) => places[slot].taken && !places[slot].doomed,
            ({ places }, scene) => {
              places[slot].doomed = true;
              scene.members.get(slot)?.killAfter(steps);
            },
          ),
      ),
    }),
    stop: {
      weight: 3,
      arbitrary: fc.oneof(
        of(
          'pause',
          ({ taken, paused }) => taken && !paused,
          (place, scene, slot) => {
            place.paused = true;
            scene.members.get(slot)?.pause();
          },
        ),
        of(
          'resume',
          ({ paused }) => paused,
          (place, scene, slot) => {
            place.paused = false;
            scene.members.get(slot)?.resume();
          },
        ),
      ),
    },
    partition: {
      weight: 2,
      arbitrary: fc.oneof(
        of(
          'cut off',
          ({ taken, cutOff }) => taken && !cutOff,
          (place, scene, slot) => {
            place.cutOff = true;
            scene.members.get(slot)?.cutOff();
          },
        ),
        of(
          'connect again',
          ({ cutOff }) => cutOff,
          (place, scene, slot) => {
            place.cutOff = false;
            scene.members.get(slot)?.reconnect();
          },
        ),
      ),
    },
    leave: {
      weight: 1,
      arbitrary: of(
        'drain',
        ({ taken, paused }) => taken && !paused,
        (place, scene, slot) => {
          // It may take long; the place is free when it is told to go, as of one that may be dead.
          place.doomed = true;
          scene.drain(slot);
        },
      ),
    },
    loseAnswers: {
      weight: 1,
      arbitrary: fc.tuple(slots, fc.integer({ min: 1, max: 3 })).map(
        ([slot, count]) =>
          new Act(
            `drop ${count} answers to ${slot}`,
            ({ places }) => places[slot].taken,
            (_, scene) => scene.members.get(slot)?.loseAnswers(count),
          ),
      ),
    },
  };
}

/** The log, one command each. */
export function logCommands<M extends Model, R extends Scene>(): {
  readonly failCommit: Weighted<M, R>;
  readonly holdCommit: Weighted<M, R>;
  readonly away: Weighted<M, R>;
  readonly markers: Weighted<M, R>;
  readonly expire: Weighted<M, R>;
} {
  const just = (act: Act<M, R>): fc.Arbitrary<fc.AsyncCommand<M, R>> => fc.constant(act);
  const away = (now: boolean): Act<M, R> =>
    new Act(
      now ? 'the log is away' : 'the log is back',
      ({ logAway }) => logAway !== now,
      (model, { world }) => {
        model.logAway = now;
        world.cluster.setAway(now);
      },
    );
  return {
    failCommit: {
      weight: 2,
      arbitrary: fc
        .constantFrom('lost-answer', 'lost-request', 'cut')
        .map(
          (how) =>
            new Act(`${how} at the next commit`, always, (_, { world }) => world.cluster.failNextCommit(how)),
        ),
    },
    holdCommit: {
      weight: 1,
      arbitrary: fc.oneof(
        just(
          new Act('hold the next commit', always, (model, { world, releases }) => {
            model.held++;
            releases.push(world.cluster.holdNextCommit());
          }),
        ),
        just(
          new Act(
            'release a commit',
            ({ held }) => held > 0,
            (model, { releases }) => {
              model.held--;
              releases.shift()?.();
            },
          ),
        ),
      ),
    },
    away: { weight: 1, arbitrary: fc.oneof(just(away(true)), just(away(false))) },
    markers: {
      weight: 2,
      arbitrary: fc.oneof(
        fc
          .boolean()
          .map(
            (late) =>
              new Act<M, R>(late ? 'markers come late' : 'markers come at once', always, (_, { world }) =>
                world.cluster.delayMarkers(late),
              ),
          ),
        just(
          new Act('a marker arrives', always, (_, { world }) =>
            world.cluster.deliverMarker((count) => Math.floor(world.random() * count)),
          ),
        ),
      ),
    },
    expire: {
      weight: 1,
      arbitrary: just(
        new Act('open transactions expire', always, (_, { world }) => world.cluster.expireTransactions()),
      ),
    },
  };
}

/** Time and what is on its way. */
export function timeCommands<M extends Model, R extends Scene>(
  waits: fc.Arbitrary<number>,
): {
  readonly arrive: Weighted<M, R>;
  readonly wait: Weighted<M, R>;
  readonly jump: Weighted<M, R>;
} {
  return {
    arrive: {
      weight: 6,
      arbitrary: fc
        .integer({ min: 1, max: 40 })
        .map((count) => new Act(`${count} arrive`, always, (_, { world }) => world.arrive(count))),
    },
    wait: {
      weight: 4,
      arbitrary: waits.map(
        (ms) => new Act(`wait ${ms} ms`, always, (_, { world }) => world.time.advance(ms)),
      ),
    },
    jump: {
      weight: 1,
      arbitrary: fc.oneof(
        fc
          .constantFrom(900, 20_000, DAY_OFF_MS)
          .map(
            (ms) => new Act<M, R>(`the clock leaps ${ms} ms`, always, (_, { world }) => world.time.leap(ms)),
          ),
        fc
          .constantFrom(900, 20_000)
          .map(
            (ms) =>
              new Act<M, R>(`the clock is set back ${ms} ms`, always, (_, { world }) =>
                world.time.setBack(ms),
              ),
          ),
      ),
    },
  };
}
