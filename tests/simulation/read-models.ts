/** Sink and views under arbitrary faults: every record once in every table, every entity at its newest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventBlocks } from '../../projections/clickhouse/sink/blocks.ts';
import { TABLE_LIMITS, tablesGroup } from '../../projections/clickhouse/sink/open.ts';
import { createSink } from '../../projections/clickhouse/sink/sink.ts';
import type { Positions } from '../../projections/clickhouse/generations.ts';
import { readAll, type History } from '../../projections/history.ts';
import { endPositions, replay, REPLAY_LIMITS } from '../../projections/rebuild/replay.ts';
import { applyItems, VIEW_LIMITS } from '../../projections/redis/apply.ts';
import { epochKey, viewName } from '../../projections/redis/keys.ts';
import { createViews, viewsGroup } from '../../projections/redis/views.ts';
import { MAPPER_VERSION, READ_MODELS } from '../../projections/registry.ts';
import type { Waits } from '../../projections/wait.ts';
import type { Lifeline } from '../../processors/runtime/lifeline.ts';
import { pause, type Scheduler } from '../../processors/runtime/scheduler.ts';
import type { Part } from '../../processors/runtime/simulated-log.ts';
import { World } from '../../processors/runtime/simulation.ts';
import type { Transitions } from '../../processors/runtime/transitions.ts';
import type { TopicName } from '../../topics/catalogue.ts';
import type { Log, LogRecord } from '../../topics/log/port.ts';
import { Act, logCommands, Model, processCommands, timeCommands, type Scene, type Slot } from './commands.ts';
import { Path } from './engagement.ts';
import { orders } from './order.ts';
import { checking, commandsOf, LIMIT } from './settings.ts';
import { BlockStore, ViewStore } from './stores.ts';

type Kind = 'sink' | 'views';

interface Runner {
  run(): Promise<void>;
  stop(): Promise<void>;
}

interface Follower {
  readonly life: Lifeline;
  readonly fatal: Error[];
}

/** Inserts that were sent are done some time later, though their sender may be dead by then. */
const SLOW_MS = 700;
const WATCH_MS = 1_000;

/** One read model in a simulated world: its store, its processes, its generations. */
class ReadModelWorld implements Scene {
  readonly world: World;
  readonly members = new Map<Slot, Lifeline>();
  readonly releases: (() => void)[] = [];
  readonly kind: Kind;
  readonly blocks = new BlockStore();
  readonly views: ViewStore;
  readonly followers: Follower[] = [];
  readonly #positions = new Map<number, Positions>([[1, {}]]);
  generation = 1;
  slow = false;
  rewound = false;

  constructor(world: World, kind: Kind) {
    this.world = world;
    this.kind = kind;
    this.views = new ViewStore(() => world.time.now());
  }

  get topics(): readonly string[] {
    return this.kind === 'sink' ? READ_MODELS.tables.topics : READ_MODELS.views.topics;
  }

  start(slot: Slot): void {
    const parts = new Map<string, Part>();
    const { life, log, scheduler } = this.world.process(parts);
    const follower: Follower = { life, fatal: [] };
    this.followers.push(follower);
    this.members.set(slot, life);
    void this.#follow(follower, parts, log, scheduler).catch((error: unknown) => {
      follower.fatal.push(error as Error);
    });
  }

  /** Here the next version is the next generation, which `rebuild` makes. */
  upgrade(): void {}

  drain(slot: Slot): void {
    this.members.get(slot)?.kill();
  }

  /** Runs the current generation until the process dies; a swap is followed as the host does. */
  async #follow(
    { life, fatal }: Follower,
    parts: Map<string, Part>,
    log: Log,
    scheduler: Scheduler,
  ): Promise<void> {
    const waits: Waits = {
      now: () => scheduler.now(),
      random: this.world.random,
      sleep: (ms, signal) => pause(scheduler, ms, signal),
    };
    const never = new AbortController().signal;
    for (;;) {
      const { generation } = this;
      const open = (): Runner => this.#open(generation, { life, parts, log, waits, fatal });
      let runner = open();
      // Away at the start: begun anew, as the host does.
      while (!(await began(runner))) {
        await waits.sleep(WATCH_MS, never);
        runner = open();
      }
      while (this.generation === generation) await waits.sleep(WATCH_MS, never);
      await runner.stop();
    }
  }

  #open(
    generation: number,
    to: {
      readonly life: Lifeline;
      readonly parts: Map<string, Part>;
      readonly log: Log;
      readonly waits: Waits;
      readonly fatal: Error[];
    },
  ): Runner {
    const { life, parts, log, waits, fatal } = to;
    const quiet = (): void => undefined;
    const view = viewName(generation);
    const version = String(generation);
    const onFatal = (error: Error): void => void fatal.push(error);
    if (this.kind === 'views') {
      parts.set(viewsGroup(view), { kind: 'views', version });
      return createViews({
        log,
        history: historyOf(log),
        redis: this.views.connection((what, call) => life.ask(what, call)),
        codec: this.world.codec,
        view,
        limits: VIEW_LIMITS,
        waits,
        events: {
          onWait: quiet,
          onPoison: quiet,
          onRewind: () => (this.rewound = true),
          onApplied: quiet,
          onOpenEvicted: quiet,
          onFatal,
        },
      });
    }
    const groupId = tablesGroup(generation);
    parts.set(groupId, { kind: 'sink', version });
    return createSink({
      log,
      groupId,
      topics: this.topics,
      limits: { ...TABLE_LIMITS, maxBytes: 4_000 },
      startAt: this.#positions.get(generation) ?? {},
      onFatal,
      ports: {
        toBlocks: eventBlocks(this.world.codec),
        mapper: MAPPER_VERSION,
        waits,
        insert: (block, token) =>
          life.ask(`insert ${token}`, async () => {
            if (this.slow)
              await pause(
                this.world.time.scheduler(() => true),
                SLOW_MS,
                new AbortController().signal,
              );
            this.blocks.insert(version, block, token);
          }),
        read: (range, signal) => readAll(historyOf(log), { ...range, to: range.to + 1, signal }),
        onWait: quiet,
        onRejects: quiet,
        onFlushed: quiet,
      },
    });
  }

  /** The next generation is filled from the log beside the current one, then becomes the current one. */
  async rebuild(): Promise<void> {
    const next = this.generation + 1;
    const end = await this.#fill(next);
    this.#positions.set(next, end);
    this.generation = next;
  }

  async #fill(generation: number): Promise<Positions> {
    const { log, codec } = this.world;
    const end = await endPositions(log, this.topics);
    const redis = this.views.connection((_, call) => call());
    await replay(historyOf(log), { from: {}, to: end }, { ...REPLAY_LIMITS, records: 7 }, async (chunk) => {
      if (this.kind === 'sink') {
        const { blocks } = await eventBlocks(codec)(chunk.records, MAPPER_VERSION);
        const range = `${chunk.topic}/${chunk.partition}@${chunk.from}-${chunk.to}`;
        for (const block of blocks) this.blocks.insert(String(generation), block, `${block.table} ${range}`);
      } else {
        const items = chunk.records.map((record) => ({
          record,
          event: codec.decode(record.value),
          live: false,
        }));
        await applyItems(redis, viewName(generation), items, VIEW_LIMITS, this.world.time.now());
      }
    });
    if (this.kind === 'views') {
      await redis.hset(
        epochKey(viewName(generation)),
        ...Object.entries(end).flatMap(([name, at]) => [name, String(at)]),
      );
    }
    return end;
  }

  content(generation = this.generation): unknown {
    return this.kind === 'sink'
      ? this.blocks.content(String(generation))
      : this.views.content(viewName(generation));
  }

  /** What the store must hold: everything that the log holds, once. */
  async expected(): Promise<unknown> {
    const alone = new ReadModelWorld(this.world, this.kind);
    await alone.#fill(1);
    return alone.content(1);
  }
}

function began(runner: Runner): Promise<boolean> {
  return runner.run().then(
    () => true,
    () => false,
  );
}

function historyOf(log: Log): History {
  return { read: (range) => log.read(range) };
}

/** Records of an undisturbed engagement path, in the order in which they were written. */
export async function sampleRecords(): Promise<readonly LogRecord[]> {
  const path = await Path.open(7);
  for (let n = 0; n < 4; n++) {
    await path.hear(n % 2 === 0 ? 'x' : 'mastodon');
    await path.world.time.advance(2_000);
  }
  await path.rest(4);
  const topics = [...new Set([...READ_MODELS.tables.topics, ...READ_MODELS.views.topics])];
  const found: LogRecord[] = [];
  for (const topic of topics) found.push(...(await path.world.records(topic)));
  return found.sort((a, b) => a.timestamp - b.timestamp);
}

/** What is still to be written. What the stores must hold is folded anew from the log. */
class Unwritten extends Model {
  readonly left: LogRecord[];
  constructor(sample: readonly LogRecord[]) {
    super();
    this.left = [...sample];
  }
}

type Command = fc.AsyncCommand<Unwritten, ReadModelWorld>;

async function append(world: World, records: readonly LogRecord[]): Promise<void> {
  for (const { topic, key, value } of records)
    await world.appendBytes(topic as TopicName, String(key), value);
}

const write: fc.Arbitrary<Command> = fc.integer({ min: 1, max: 9 }).map(
  (count) =>
    new Act(
      `write ${count}`,
      ({ logAway, left }) => !logAway && left.length > 0,
      ({ left }, { world }) => append(world, left.splice(0, count)),
    ),
);
const stores: fc.Arbitrary<Command> = fc.constantFrom<Command>(
  new Act(
    'inserts are slow, or quick again',
    () => true,
    (_, model) => {
      model.slow = !model.slow;
    },
  ),
  new Act(
    'Redis is killed',
    () => true,
    (_, { views, world }) => views.crash(world.random()),
  ),
  new Act(
    'Redis is flushed',
    () => true,
    (_, { views }) => views.flushAll(),
  ),
);
const rebuild: fc.Arbitrary<Command> = fc.constant(
  new Act(
    'rebuild and switch',
    ({ logAway }) => !logAway,
    (_, model) => model.rebuild(),
  ),
);

const stories = () => {
  const process = processCommands<Unwritten, ReadModelWorld>();
  const { away } = logCommands<Unwritten, ReadModelWorld>();
  const { arrive, wait } = timeCommands<Unwritten, ReadModelWorld>(fc.constantFrom(20, 250, 1_200, 4_000));
  return fc.record({
    seed: fc.nat(),
    order: orders,
    commands: commandsOf<Unwritten, ReadModelWorld>(30, [
      { weight: 8, arbitrary: write },
      { weight: 3, arbitrary: stores },
      { weight: 1, arbitrary: rebuild },
      process.start,
      process.kill,
      process.killAfter(40),
      process.stop,
      process.partition,
      process.loseAnswers,
      away,
      arrive,
      wait,
    ]),
  });
};
type Story = ReturnType<typeof stories> extends fc.Arbitrary<infer T> ? T : never;

async function play(
  kind: Kind,
  { seed, order, commands }: Story,
  sample: readonly LogRecord[],
  transitions: Transitions,
): Promise<ReadModelWorld> {
  const world = await World.with([], { seed, transitions, delivery: order });
  const real = new ReadModelWorld(world, kind);
  const model = new Unwritten(sample);
  real.start('A');
  await fc.asyncModelRun(() => ({ model, real }), commands);
  world.cluster.setAway(false);
  real.slow = false;
  for (const { life } of real.followers) {
    life.reconnect();
    life.resume();
  }
  real.start('A');
  await append(world, model.left.splice(0, 20));
  await world.time.advance(60_000);
  return real;
}

export const holdsTheLog = (kind: Kind, sample: readonly LogRecord[], transitions: Transitions) =>
  fc.asyncProperty(stories(), async (story) => {
    const model = await play(kind, story, sample, transitions);
    for (const { fatal } of model.followers) expect(fatal).toEqual([]);
    expect(model.content()).toEqual(await model.expected());
    if (model.generation > 1 || model.rewound) transitions.take(kind, 'rebuild');
    for (const { life } of model.followers) life.kill();
  });

export function readModels(transitions: Transitions): void {
  describe.each(['sink', 'views'] as const)('the read models, whatever happens: %s', (kind) => {
    it('holds all that the log holds, once', LIMIT, async () => {
      await fc.assert(holdsTheLog(kind, await sampleRecords(), transitions), checking());
    });
  });
}
