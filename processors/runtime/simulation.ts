/**
 * A small world for tests of the runners: the in-memory log, a clock that moves only when told, processes
 * that can be killed between any two of their steps, paused past their session, and started again.
 */
import { createHash } from 'node:crypto';
import { createLogger } from '../../service/logger.ts';
import { createMetrics, type Metrics } from '../../service/metrics.ts';
import type { SpanRecord } from '../../service/tracing.ts';
import { changelogTopic, TOPIC_NAMES, type TopicName } from '../../topics/catalogue.ts';
import { createCodec, type Codec } from '../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../topics/codec/static-registry.ts';
import type { AnyEvent, EventData, EventType } from '../../topics/events.ts';
import { MemoryCluster } from '../../topics/log/memory/cluster.ts';
import { createMemoryLog } from '../../topics/log/memory/log.ts';
import { partitionOf } from '../../topics/log/partitioner.ts';
import type { Log, LogRecord } from '../../topics/log/port.ts';
import { createHost, type Host } from './host.ts';
import { Lifeline } from './lifeline.ts';
import type { Scheduler } from './scheduler.ts';
import type { RuntimeSettings } from './settings.ts';
import { AT_ONCE, type Delivery } from './simulated-delivery.ts';
import { simulatedLog, type Part } from './simulated-log.ts';
import { settle, SimulatedTime } from './simulated-time.ts';
import { Owners, Trace } from './simulated-trace.ts';
import { hasState, stateTopic } from './topics.ts';
import { Transitions } from './transitions.ts';
import type { Processor } from './types.ts';

export { settle, SimulatedTime } from './simulated-time.ts';

export const PARTITIONS = 2;

/** One simulated process. */
export interface SimulatedProcess {
  readonly host: Host;
  readonly metrics: Metrics;
  readonly fatal: Error[];
  alive(): boolean;
  /** SIGKILL: not another call of it is answered; the group notices at once. */
  kill(): void;
  /** SIGKILL at the n-th call that leaves it or answer that reaches it from now on. */
  killAfter(steps: number): void;
  /** Its next calls take effect, and the answers do not arrive. */
  loseAnswers(count: number): void;
  /** SIGSTOP past the session timeout: the others take over, it does not know. */
  pause(): void;
  /** SIGCONT: it goes on where it was, and learns of its fate only by the answers. */
  resume(): void;
  /** Nothing passes between it and the others, past the session timeout: its calls fail. */
  cutOff(): void;
  reconnect(): void;
}

export interface WorldOptions {
  readonly seed?: number;
  /** Shared by many worlds, for a report over all of them. */
  readonly transitions?: Transitions;
  /** Chooses what of all that is on its way arrives next. */
  readonly delivery?: Delivery;
}

/** Made for the process where they call something outside, which must stop with it. */
export type ProcessorsOf = readonly Processor[] | ((life: Lifeline) => readonly Processor[]);

/** Compiled once: the same for every world. */
const CODEC = createCodec(createStaticRegistry());

/** Numbers in [0, 1) from a seed (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class World {
  readonly cluster = new MemoryCluster();
  readonly time: SimulatedTime;
  readonly codec: Codec = CODEC;
  readonly log: Log = createMemoryLog(this.cluster);
  readonly trace = new Trace();
  readonly transitions: Transitions;
  /** Chance of this world: the same for the same seed. */
  readonly random: () => number;
  readonly #owners: Owners;
  #processes = 0;
  #tokens = 0;
  /** What the processes recorded. */
  readonly spans: SpanRecord[] = [];
  #appended = 0;

  readonly #delivery: Delivery;

  constructor({ seed = 1, transitions = new Transitions(), delivery = AT_ONCE }: WorldOptions = {}) {
    this.#delivery = delivery;
    this.time = new SimulatedTime(delivery);
    this.random = chanceOf(seed);
    this.transitions = transitions;
    this.#owners = new Owners(transitions, this.trace);
  }

  /** Topics of the catalogue, and the changelogs of these processors. */
  static async with(processors: readonly Processor[], options: WorldOptions = {}): Promise<World> {
    const world = new World(options);
    await world.codec.prepare();
    const names = [...TOPIC_NAMES, ...processors.filter(hasState).map(stateTopic)];
    await world.log.createTopics(
      names.map((topic) => ({
        topic,
        partitions: PARTITIONS,
        replicationFactor: 1,
        config: { 'max.message.bytes': String(16 * 1024 * 1024) },
      })),
    );
    return world;
  }

  /** A process that is not started yet: `host.start` does that, and fails where the log is away. */
  spawn(
    processors: ProcessorsOf,
    settings: Partial<RuntimeSettings> = {},
    codec: Codec = this.codec,
  ): SimulatedProcess {
    return spawn(this, processors, settings, codec);
  }

  /** A process that is there when everything has come to rest. */
  async start(
    processors: ProcessorsOf,
    settings: Partial<RuntimeSettings> = {},
    codec: Codec = this.codec,
  ): Promise<SimulatedProcess> {
    const process = this.spawn(processors, settings, codec);
    const started = process.host.start();
    started.catch(() => undefined); // told below
    await this.time.settle();
    await started;
    await this.time.settle();
    return process;
  }

  /** A process with these parts: its view of the log, and time that stops with it. */
  process(parts: ReadonlyMap<string, Part>): {
    readonly life: Lifeline;
    readonly log: Log;
    readonly scheduler: Scheduler;
  } {
    const life = new Lifeline(`process ${++this.#processes}`, this.cluster, this.trace, this.#delivery);
    const log = simulatedLog({
      cluster: this.cluster,
      life,
      owners: this.#owners,
      partOf: (name) => parts.get(name),
      processorOf: (topic) => [...parts.keys()].find((name) => changelogTopic(name) === topic),
    });
    return { life, log, scheduler: this.time.scheduler(() => life.running()) };
  }

  /** So many of the requests and answers that are on their way arrive; the clock stands still. */
  async arrive(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      if (this.#delivery.waiting() > 0) await this.#delivery.next();
      await settle(1);
    }
  }

  token(): string {
    return `token-${this.#tokens++}`;
  }

  /** Digest of all that happened and of all that was written. */
  async digest(): Promise<string> {
    const hash = createHash('sha256').update(this.trace.digest());
    for (const topic of this.cluster.topicNames()) {
      for (const { partition, offset, key, value, headers, timestamp } of await this.records(topic)) {
        hash.update(JSON.stringify([topic, partition, offset, timestamp, headers, String(key)]));
        hash.update(value ?? 'null');
      }
    }
    return hash.digest('hex');
  }

  /** Appends one event as from outside. */
  async append<T extends EventType>(
    topic: TopicName,
    key: string,
    type: T,
    data: EventData[T],
    envelope: Partial<AnyEvent> = {},
  ): Promise<AnyEvent> {
    const n = this.#appended++;
    const event = {
      eventId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      type,
      tenantId: 'demo',
      workspaceId: 'acme',
      streamId: key,
      streamVersion: null,
      occurredAt: this.time.now(),
      recordedAt: this.time.now(),
      correlationId: `correlation-${n}`,
      causationId: null,
      actor: 'member:test',
      data,
      ...envelope,
    } as AnyEvent;
    await this.appendBytes(topic, key, this.codec.encode(event));
    return event;
  }

  async appendBytes(
    topic: TopicName,
    key: string,
    value: Buffer | null,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const writer = await this.log.openWriter();
    const partition = partitionOf(Buffer.from(key), PARTITIONS);
    await writer.write([
      { topic, partition, records: [{ key: Buffer.from(key), value, headers, timestamp: this.time.now() }] },
    ]);
  }

  /** All committed records of a topic, partition by partition. */
  async records(topic: string): Promise<readonly LogRecord[]> {
    const found: LogRecord[] = [];
    for (const { partition, start, end } of await this.log.offsets([topic])) {
      for await (const records of this.log.read({ topic, partition, from: start, to: end }))
        found.push(...records);
    }
    return found;
  }

  async events(topic: string): Promise<readonly AnyEvent[]> {
    return (await this.records(topic)).map((record) => this.codec.decode(record.value));
  }
}

function spawn(
  world: World,
  given: ProcessorsOf,
  settings: Partial<RuntimeSettings>,
  codec: Codec,
): SimulatedProcess {
  const parts = new Map<string, Part>();
  const { life, log, scheduler } = world.process(parts);
  const processors = typeof given === 'function' ? given(life) : given;
  for (const { name, kind, version } of processors) parts.set(name, { kind, version: String(version) });
  const fatal: Error[] = [];
  const metrics = createMetrics({ processMetrics: false });
  const host = createHost({
    processors,
    log,
    codec,
    logger: createLogger('simulation', process.env['SIMULATION_LOG'] ?? 'silent'),
    metrics,
    tracing: { record: (span) => void world.spans.push(span), close: () => Promise.resolve() },
    partitions: PARTITIONS,
    settings: { flushMs: 50, ...settings },
    scheduler,
    chance: { random: world.random, token: () => world.token() },
    onFatal: (_, error) => fatal.push(error),
  });
  return {
    host: {
      ...host,
      drain: () => host.drain().finally(() => life.left()),
    },
    metrics,
    fatal,
    alive: () => life.running(),
    kill: () => life.kill(),
    killAfter: (steps) => life.killAfter(steps),
    loseAnswers: (count) => life.loseAnswers(count),
    pause: () => life.pause(),
    resume: () => life.resume(),
    cutOff: () => life.cutOff(),
    reconnect: () => life.reconnect(),
  };
}
