/** Processes that run one processor in a simulated world, and the schedules of commands for them. */
import fc from 'fast-check';
import { World, type SimulatedProcess } from '../../processors/runtime/simulation.ts';
import { copy, tally } from '../../processors/runtime/test-processors.ts';
import type { Transitions } from '../../processors/runtime/transitions.ts';
import type { Processor } from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { calm } from './calm.ts';
import { Act, logCommands, Model, processCommands, timeCommands, type Scene, type Slot } from './commands.ts';
import { orders, type Order } from './order.ts';
import { commandsOf } from './settings.ts';

export const KEYS = ['a', 'b', 'c', 'd', 'e'] as const;

/** What was written, by key and in order: everything that must come out follows from it. */
export class Inputs extends Model {
  readonly texts: Record<string, string[]> = {};
  count = 0;

  all(): readonly string[] {
    return Object.values(this.texts).flat();
  }

  /** What a processor owes for each key, when it owes something for each text. */
  map<T>(each: (texts: readonly string[]) => T): Readonly<Record<string, T>> {
    return Object.fromEntries(Object.entries(this.texts).map(([key, texts]) => [key, each(texts)]));
  }
}

/** One processor, in up to three processes. */
export class Installation implements Scene {
  readonly world: World;
  readonly members = new Map<Slot, SimulatedProcess>();
  readonly releases: (() => void)[] = [];
  readonly #all: SimulatedProcess[] = [];
  #processor: Processor;

  private constructor(world: World, processor: Processor) {
    this.world = world;
    this.#processor = processor;
  }

  static async open(
    make: (world: World) => Processor,
    options: { readonly seed: number; readonly order: Order; readonly transitions: Transitions },
  ): Promise<Installation> {
    const { seed, order: delivery, transitions } = options;
    const world = await World.with([copy, tally, { ...tally, name: 'rollup' }], {
      seed,
      transitions,
      delivery,
    });
    const installation = new Installation(world, make(world));
    installation.start('A');
    return installation;
  }

  start(slot: Slot): void {
    const process = this.world.spawn([this.#processor], { rejoinMs: 1_000 });
    this.members.set(slot, process);
    this.#all.push(process);
    // The log was away at the start: such a process exits.
    process.host.start().catch(() => process.kill());
  }

  upgrade(): void {
    this.#processor = { ...this.#processor, version: this.#processor.version + 1 };
  }

  drain(slot: Slot): void {
    const process = this.members.get(slot);
    // It exits when it is done, also where it was told so while it still began.
    void process?.host.drain().finally(() => process.kill());
  }

  /** No fault is left, somebody runs, and time passes until nothing waits. */
  async rest(): Promise<void> {
    const { world } = this;
    calm(world, this.releases, this.#all);
    await world.time.advance(5_000);
    this.start('A');
    await world.time.advance(120_000);
    for (const process of this.#all) {
      if (process.fatal.length > 0) throw new AggregateError(process.fatal, 'a process could not go on');
      process.kill();
    }
  }
}

const write = fc.tuple(fc.constantFrom(...KEYS), fc.integer({ min: 1, max: 9 })).map(
  ([key, count]) =>
    new Act<Inputs, Installation>(
      `write ${count} to ${key}`,
      ({ logAway }) => !logAway,
      async (model, { world }) => {
        for (let n = 0; n < count; n++) {
          const reason = `n${model.count++}`;
          (model.texts[key] ??= []).push(reason);
          await world.append('workspace.commands', key, 'PauseWorkspace', { reason });
        }
      },
    ),
);

/** A story, and the order in which its requests and answers arrive. */
export const stories = (replayPath?: string) => {
  const process = processCommands<Inputs, Installation>();
  const log = logCommands<Inputs, Installation>();
  const time = timeCommands<Inputs, Installation>(fc.constantFrom(5, 60, 500, 3_000));
  return fc.record({
    seed: fc.nat(),
    order: orders,
    commands: commandsOf<Inputs, Installation>(
      45,
      [
        { weight: 8, arbitrary: write },
        process.start,
        process.deploy,
        process.kill,
        process.killAfter(24),
        process.stop,
        process.partition,
        process.leave,
        process.loseAnswers,
        ...Object.values(log),
        ...Object.values(time),
      ],
      replayPath,
    ),
  });
};
export type Story = ReturnType<typeof stories> extends fc.Arbitrary<infer T> ? T : never;

/** Plays a story to its end and lets everything come to rest. */
export async function play(
  make: (world: World) => Processor,
  { seed, order, commands }: Story,
  transitions: Transitions,
): Promise<{ readonly world: World; readonly model: Inputs }> {
  const real = await Installation.open(make, { seed, order, transitions });
  const model = new Inputs();
  await fc.asyncModelRun(() => ({ model, real }), commands);
  await real.rest();
  return { world: real.world, model };
}

/** Texts of events by key, in order. */
export function textsOf(events: readonly AnyEvent[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const { streamId, data } of events) (found[streamId] ??= []).push((data as { reason: string }).reason);
  return found;
}
