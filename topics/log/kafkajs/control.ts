/** Offsets, committed positions and topics: small questions to the cluster, asked again while it is busy. */
import { LogError } from '../port.ts';
import type { CommittedOffset, Log, TopicPartition, TopicSpec } from '../port.ts';
import { pause } from './connection.ts';
import type { Connector } from './connection.ts';
import { toLogError } from './errors.ts';
import type { KafkaCluster } from './internals.ts';
import { KafkaProtocolError } from './errors.ts';
import { Encoder } from './internals.ts';
import type { RawRequest } from './internals.ts';

const EARLIEST = -2;
const LATEST = -1;
const READ_COMMITTED = 1;
const TRIES = 8;
const BACKOFF_MS = 100;
const CREATE_MS = 15_000;
const TOPIC_EXISTS = 36;

export class Control {
  readonly #cluster: KafkaCluster;
  readonly #connector: Connector;

  constructor(connector: Connector, requestMs: number) {
    this.#connector = connector;
    this.#cluster = connector.cluster(requestMs);
  }

  close(): Promise<void> {
    return this.#cluster.disconnect();
  }

  /** Runs a question again, on fresh metadata, when the broker was not reached or has moved. */
  async #ask<T>(doing: string, topics: readonly string[], run: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#cluster.connect();
        await this.#cluster.addMultipleTargetTopics(topics);
        await this.#cluster.refreshMetadataIfNecessary();
        return await run();
      } catch (error) {
        const failure = toLogError(error, doing);
        if (failure.code !== 'unavailable' || tries === TRIES) throw failure;
        await pause(BACKOFF_MS * tries);
        await this.#cluster
          .refreshMetadata()
          .catch((cause: unknown) =>
            this.#connector.sink.debug({ cause: String(cause) }, 'broker not reached'),
          );
      }
    }
  }

  #partitions(topic: string): readonly number[] {
    return this.#cluster.findTopicPartitionMetadata(topic).map((one) => one.partitionId);
  }

  offsets: Log['offsets'] = (topics) =>
    this.#ask('asking for offsets', topics, async () => {
      const wanted = topics.flatMap((topic) => {
        const partitions = this.#partitions(topic);
        if (partitions.length === 0) throw new LogError('unknown_topic', `no topic ${topic}`);
        return partitions.map((partition) => ({ topic, partition }));
      });
      const [starts, ends] = await Promise.all([this.#list(wanted, EARLIEST), this.#list(wanted, LATEST)]);
      return wanted.map((at) => ({
        ...at,
        start: starts.get(`${at.topic}/${at.partition}`) ?? 0,
        end: ends.get(`${at.topic}/${at.partition}`) ?? 0,
      }));
    });

  async #list(wanted: readonly TopicPartition[], timestamp: number): Promise<ReadonlyMap<string, number>> {
    const leaderOf = ({ topic, partition }: TopicPartition): number =>
      this.#cluster.findTopicPartitionMetadata(topic).find((one) => one.partitionId === partition)?.leader ??
      -1;
    const found = new Map<string, number>();
    await Promise.all(
      [...Map.groupBy(wanted, leaderOf)].map(async ([nodeId, mine]) => {
        const broker = await this.#cluster.findBroker({ nodeId });
        const { responses } = await broker.listOffsets({
          replicaId: -1,
          isolationLevel: READ_COMMITTED,
          topics: [...Map.groupBy(mine, (at) => at.topic)].map(([topic, parts]) => ({
            topic,
            partitions: parts.map(({ partition }) => ({ partition, timestamp })),
          })),
        });
        for (const { topic, partitions } of responses) {
          for (const { partition, offset } of partitions) found.set(`${topic}/${partition}`, Number(offset));
        }
      }),
    );
    return found;
  }

  committed: Log['committed'] = (groupId, topics) =>
    this.#ask(`asking for offsets of group ${groupId}`, topics, async () => {
      const coordinator = await this.#cluster.findGroupCoordinator({ groupId });
      const { responses } = await coordinator.offsetFetch({
        groupId,
        topics: topics.map((topic) => ({
          topic,
          partitions: this.#partitions(topic).map((partition) => ({ partition })),
        })),
      });
      return responses.flatMap(({ topic, partitions }) =>
        partitions
          .filter(({ offset }) => Number(offset) >= 0)
          .map(({ partition, offset, metadata }): CommittedOffset => ({
            topic,
            partition,
            offset: Number(offset),
            ...(metadata ? { metadata } : {}),
          })),
      );
    });

  commitOffsets: Log['commitOffsets'] = (member, offsets) =>
    this.#ask(`committing offsets of group ${member.groupId}`, [], async () => {
      const coordinator = await this.#cluster.findGroupCoordinator({ groupId: member.groupId });
      await coordinator.offsetCommit({
        groupId: member.groupId,
        groupGenerationId: member.generationId,
        memberId: member.memberId,
        topics: [...Map.groupBy(offsets, (offset) => offset.topic)].map(([topic, mine]) => ({
          topic,
          partitions: mine.map(({ partition, offset, metadata }) => ({
            partition,
            offset: String(offset),
            metadata: metadata ?? '',
          })),
        })),
      });
    });

  /** Where each partition begins: at its committed offset, or at the start of the log. */
  async startOf(groupId: string, partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]> {
    const topics = [...new Set(partitions.map((at) => at.topic))];
    const [committed, offsets] = await Promise.all([this.committed(groupId, topics), this.offsets(topics)]);
    const at = (list: readonly (TopicPartition & { offset: number })[], one: TopicPartition) =>
      list.find((other) => other.topic === one.topic && other.partition === one.partition)?.offset;
    const starts = offsets.map((one) => ({ ...one, offset: one.start }));
    return partitions.map((one) => ({ ...one, offset: at(committed, one) ?? at(starts, one) ?? 0 }));
  }

  partitionCounts: Log['partitionCounts'] = async (topics) => {
    const counts = new Map<string, number>();
    for (const topic of topics) {
      try {
        await this.#ask('asking for topics', [topic], async () => {
          const count = this.#partitions(topic).length;
          if (count > 0) counts.set(topic, count);
        });
      } catch (error) {
        if (toLogError(error, '').code !== 'unknown_topic') throw error;
      }
    }
    return counts;
  };

  createTopics: Log['createTopics'] = (specs) =>
    this.#ask('creating topics', [], async () => {
      const controller = await this.#cluster.findControllerBroker();
      const answers = await controller.connectionPool.send(createTopicsRequest(specs));
      const refused = answers.find(({ code }) => code !== 0 && code !== TOPIC_EXISTS);
      if (refused) throw new KafkaProtocolError(refused.code);
      const created = answers.filter(({ code }) => code === 0).map(({ topic }) => topic);
      await this.#untilKnown(created);
      return { created };
    });

  /** The controller answers before every broker has the metadata. */
  async #untilKnown(topics: readonly string[]): Promise<void> {
    const deadline = performance.now() + CREATE_MS;
    for (const topic of topics) {
      for (;;) {
        const counts = await this.partitionCounts([topic]);
        const leaders = counts.has(topic)
          ? this.#cluster.findTopicPartitionMetadata(topic).every((one) => one.leader >= 0)
          : false;
        if (leaders) break;
        if (performance.now() > deadline) {
          throw new LogError('unavailable', `topic ${topic} was created but has no leaders yet`);
        }
        await pause(BACKOFF_MS);
      }
    }
  }
}

/** CreateTopics version 2: answers per topic, so that those that exist do not hide the others. */
function createTopicsRequest(
  specs: readonly TopicSpec[],
): RawRequest<readonly { readonly topic: string; readonly code: number }[]> {
  const topics = specs.map((spec) =>
    new Encoder()
      .writeString(spec.topic)
      .writeInt32(spec.partitions)
      .writeInt16(spec.replicationFactor)
      .writeArray([]) // no manual replica assignment
      .writeArray(
        Object.entries(spec.config).map(([name, value]) =>
          new Encoder().writeString(name).writeString(value),
        ),
      ),
  );
  return {
    request: {
      apiKey: 19,
      apiVersion: 2,
      apiName: 'CreateTopics',
      encode: async () => new Encoder().writeArray(topics).writeInt32(CREATE_MS).writeInt8(0),
    },
    response: {
      decode: async (payload) => {
        let at = 4; // throttle time
        const text = (): string | null => {
          const length = payload.readInt16BE(at);
          at += 2;
          return length < 0 ? null : payload.toString('utf8', at, (at += length));
        };
        const count = payload.readInt32BE(at);
        at += 4;
        return Array.from({ length: count }, () => {
          const topic = text() ?? '';
          const code = payload.readInt16BE(at);
          at += 2;
          text(); // message, may quote names
          return { topic, code };
        });
      },
      parse: async (decoded) => decoded,
    },
  };
}
