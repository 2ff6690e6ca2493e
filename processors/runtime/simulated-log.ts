/** The in-memory log as one simulated process sees it. */
import type { MemoryCluster } from '../../topics/log/memory/cluster.ts';
import { createMemoryLog } from '../../topics/log/memory/log.ts';
import type { ConsumerHandler, Log } from '../../topics/log/port.ts';
import type { Lifeline } from './lifeline.ts';
import type { Owners } from './simulated-trace.ts';
import type { Kind } from './transitions.ts';

/** A processor, or a read model, that this process runs. */
export interface Part {
  readonly kind: Kind;
  readonly version: string;
}

export interface SimulatedLogOptions {
  readonly cluster: MemoryCluster;
  readonly life: Lifeline;
  readonly owners: Owners;
  /** Of a processor by name, of a read model by group. */
  readonly partOf: (name: string) => Part | undefined;
  /** Processor of a changelog topic. */
  readonly processorOf: (topic: string) => string | undefined;
}

export function simulatedLog({ cluster, life, owners, partOf, processorOf }: SimulatedLogOptions): Log {
  const inner = createMemoryLog(cluster);
  const opened = (name: string, partition: string | number): void => {
    const part = partOf(name);
    if (part) {
      owners.opened(`${part.kind === 'sink' || part.kind === 'views' ? part.kind : name}-${partition}`, {
        process: life.name,
        version: part.version,
        kind: part.kind,
        alive: () => life.present(),
      });
    }
  };
  const committed = (name: string, partition: string | number): void => {
    const part = partOf(name);
    if (part) {
      const id = part.kind === 'sink' || part.kind === 'views' ? part.kind : name;
      owners.committed(`${id}-${partition}`, life.name);
    }
  };
  return {
    ...inner,
    openWriter: () => life.ask('openWriter', () => inner.openWriter()),
    openTransactional: (id, options) =>
      life.ask(`open ${id}`, async () => {
        const writer = await inner.openTransactional(id, options);
        const at = id.lastIndexOf('-');
        const [name, partition] = [id.slice(0, at), id.slice(at + 1)];
        opened(name, partition);
        return {
          transactionalId: id,
          commit: (transaction) =>
            life.ask(`commit ${id} ${JSON.stringify(transaction.offsets?.offsets ?? [])}`, async () => {
              await writer.commit(transaction);
              committed(name, partition);
            }),
          close: () => life.ask(`close ${id}`, () => writer.close()),
        };
      }),
    offsets: (topics) => life.ask(`offsets ${topics.join(' ')}`, () => inner.offsets(topics)),
    committed: (groupId, topics) => life.ask(`committed ${groupId}`, () => inner.committed(groupId, topics)),
    commitOffsets: (member, offsets) =>
      life.ask(`commitOffsets ${member.groupId} ${JSON.stringify(offsets)}`, async () => {
        await inner.commitOffsets(member, offsets);
        for (const partition of new Set(offsets.map((one) => one.partition)))
          committed(member.groupId, partition);
      }),
    partitionCounts: (topics) => life.ask('partitionCounts', () => inner.partitionCounts(topics)),
    async *read(range) {
      for await (const records of inner.read(range)) {
        await life.reached();
        const processor = processorOf(range.topic);
        if (processor !== undefined) owners.rebuilt(`${processor}-${range.partition}`, life.name);
        yield records;
      }
    },
    consumer(options) {
      const consumer = inner.consumer(options);
      const run = consumer.run.bind(consumer);
      const guarded = (handler: ConsumerHandler): ConsumerHandler => ({
        onAssigned: async (partitions, member) => {
          life.joined(options.groupId, member);
          if (life.killed()) return [];
          const kind = partOf(options.groupId)?.kind;
          if (kind === 'sink' || kind === 'views') {
            for (const partition of new Set(partitions.map((at) => at.partition)))
              opened(options.groupId, partition);
          }
          return life.gate(handler.onAssigned(partitions, member));
        },
        onRevoked: async (partitions) => {
          // A dead member must not hold up the group: the broker would not ask it.
          if (!life.killed()) await handler.onRevoked(partitions);
        },
        onBatch: async (batch) => {
          if (life.killed()) return;
          await life.reached();
          await handler.onBatch(batch);
        },
        onFatal: (error) => {
          if (!life.killed()) handler.onFatal(error);
        },
      });
      return Object.assign(consumer, {
        run: (handler: ConsumerHandler) => life.ask(`join ${options.groupId}`, () => run(guarded(handler))),
      });
    },
  };
}
