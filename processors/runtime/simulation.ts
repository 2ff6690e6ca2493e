/**
 * A small world for tests of the runners: the in-memory log, a clock that moves only when told, processes
 * that can be killed between any two of their steps, paused past their session, and started again.
 */
import { createLogger } from '../../service/logger.ts';
import { createMetrics, type Metrics } from '../../service/metrics.ts';
import type { SpanRecord } from '../../service/tracing.ts';
import { TOPIC_NAMES, type TopicName } from '../../topics/catalogue.ts';
import { createCodec, type Codec } from '../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../topics/codec/static-registry.ts';
import type { AnyEvent, EventData, EventType } from '../../topics/events.ts';
import { MemoryCluster } from '../../topics/log/memory/cluster.ts';
import { createMemoryLog } from '../../topics/log/memory/log.ts';
import { partitionOf } from '../../topics/log/partitioner.ts';
import type { ConsumerHandler, GroupMember, Log, LogRecord } from '../../topics/log/port.ts';
import { createHost, type Host } from './host.ts';
import type { Scheduler } from './scheduler.ts';
import type { RuntimeSettings } from './settings.ts';
import { hasState, stateTopic } from './topics.ts';
import type { Processor } from './types.ts';

export const PARTITIONS = 2;
const START = 1_700_000_000_000;

/** Time that stands still between `advance` calls. Turns of the event loop are real. */
export class SimulatedTime {
  #now = START;
  #timers: { at: number; run: () => void; order: number }[] = [];
  #order = 0;

  now(): number {
    return this.#now;
  }

  /** A long time in one step: whatever fell due runs once. */
  async leap(ms: number): Promise<void> {
    this.#now += ms;
    await this.advance(2_000);
  }

  /** A clock set back by hand. Timers keep their distance. */
  setBack(ms: number): void {
    this.#now -= ms;
    for (const timer of this.#timers) timer.at -= ms;
  }

  /** For one process: nothing runs any more once `alive` says no. */
  scheduler(alive: () => boolean): Scheduler {
    return {
      now: () => this.#now,
      soon: (run) => {
        setImmediate(() => {
          if (alive()) run();
        });
      },
      after: (ms, run) => {
        const timer = { at: this.#now + ms, order: this.#order++, run: () => (alive() ? run() : undefined) };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
    };
  }

  /** Moves on in steps, running what falls due in order, and lets everything settle in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next || next.at > until) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
    await settle();
  }
}

/** Lets promises and immediates run until nothing is likely to be left. */
export async function settle(turns = 12): Promise<void> {
  for (let n = 0; n < turns; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** One simulated process. */
export interface SimulatedProcess {
  readonly host: Host;
  readonly metrics: Metrics;
  readonly fatal: Error[];
  alive(): boolean;
  /** SIGKILL: not another call of it is answered; the group notices at once. */
  kill(): void;
  /** SIGSTOP past the session timeout: the others take over, it does not know. */
  pause(): void;
  /** SIGCONT: it goes on where it was, and learns of its fate only by the answers. */
  resume(): void;
}

export class World {
  readonly cluster = new MemoryCluster();
  readonly time = new SimulatedTime();
  readonly codec: Codec = createCodec(createStaticRegistry());
  readonly log: Log = createMemoryLog(this.cluster);
  /** What the processes recorded. */
  readonly spans: SpanRecord[] = [];
  #appended = 0;

  /** Topics of the catalogue, and the changelogs of these processors. */
  static async with(processors: readonly Processor[]): Promise<World> {
    const world = new World();
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

  async start(
    processors: readonly Processor[],
    settings: Partial<RuntimeSettings> = {},
    codec: Codec = this.codec,
  ): Promise<SimulatedProcess> {
    const process = spawn(this, processors, settings, codec);
    await process.host.start();
    await settle();
    return process;
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
  processors: readonly Processor[],
  settings: Partial<RuntimeSettings>,
  codec: Codec,
): SimulatedProcess {
  let state: 'running' | 'paused' | 'killed' = 'running';
  const members = new Map<string, GroupMember>();
  const waiting: (() => void)[] = [];
  const fatal: Error[] = [];
  const inner = createMemoryLog(world.cluster);

  /** Answers to a paused process arrive when it goes on, those to a dead one never. */
  const gate = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } finally {
      while (state !== 'running') {
        await new Promise<void>((resolve) => {
          if (state === 'paused') waiting.push(resolve);
        });
      }
    }
  };
  /** A paused process calls only once it goes on. */
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    await gate(Promise.resolve());
    return gate(call());
  };
  const log: Log = {
    ...inner,
    openWriter: () => ask(() => inner.openWriter()),
    openTransactional: (id, options) =>
      ask(async () => {
        const writer = await inner.openTransactional(id, options);
        return {
          transactionalId: id,
          commit: (transaction) => ask(() => writer.commit(transaction)),
          close: () => ask(() => writer.close()),
        };
      }),
    offsets: (topics) => ask(() => inner.offsets(topics)),
    committed: (groupId, topics) => ask(() => inner.committed(groupId, topics)),
    partitionCounts: (topics) => ask(() => inner.partitionCounts(topics)),
    async *read(range) {
      for await (const records of inner.read(range)) {
        await gate(Promise.resolve());
        yield records;
      }
    },
    consumer(options) {
      const consumer = inner.consumer(options);
      const run = consumer.run.bind(consumer);
      return Object.assign(consumer, {
        run: (handler: ConsumerHandler) =>
          ask(() =>
            run({
              onAssigned: async (partitions, member) => {
                members.set(options.groupId, member);
                if (state === 'killed') return [];
                return gate(handler.onAssigned(partitions, member));
              },
              onRevoked: async (partitions) => {
                // A dead member must not hold up the group: the broker would not ask it.
                if (state !== 'killed') await handler.onRevoked(partitions);
              },
              onBatch: async (batch) => {
                if (state === 'killed') return;
                await gate(Promise.resolve());
                await handler.onBatch(batch);
              },
              onFatal: (error) => {
                if (state !== 'killed') handler.onFatal(error);
              },
            }),
          ),
      });
    },
  };
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
    scheduler: world.time.scheduler(() => state === 'running'),
    onFatal: (_, error) => fatal.push(error),
  });
  return {
    host,
    metrics,
    fatal,
    alive: () => state === 'running',
    kill() {
      state = 'killed';
      for (const [group, member] of members) world.cluster.expel(group, member.memberId);
    },
    pause() {
      state = 'paused';
      for (const [group, member] of members) world.cluster.expel(group, member.memberId);
    },
    resume() {
      state = 'running';
      for (const go of waiting.splice(0)) go();
      for (const [group, member] of members) world.cluster.readmit(group, member.memberId);
    },
  };
}
