/** For unit tests of fetching: brokers that answer version 11 of Fetch for topic `t`, and metadata that moves. */
import type { KafkaBroker, KafkaCluster } from './internals.ts';
import { pause } from './connection.ts';

export interface FakePart {
  readonly partition?: number;
  readonly errorCode?: number;
  readonly bytes?: Buffer;
}

/** Body of a Fetch answer (kafka.apache.org/protocol, "Fetch Response", version 11). */
export function answerOf(parts: readonly FakePart[]): Buffer {
  const head = Buffer.alloc(4 + 2 + 4 + 4 + 2 + 1 + 4);
  head.writeInt32BE(1, 10);
  head.writeInt16BE(1, 14);
  head.write('t', 16);
  head.writeInt32BE(parts.length, 17);
  const bodies = parts.map(({ partition = 0, errorCode = 0, bytes = Buffer.alloc(0) }) => {
    const part = Buffer.alloc(4 + 2 + 8 + 8 + 8 + 4 + 4 + 4);
    part.writeInt32BE(partition, 0);
    part.writeInt16BE(errorCode, 4);
    part.writeInt32BE(-1, 34);
    part.writeInt32BE(bytes.length, 38);
    return Buffer.concat([part, bytes]);
  });
  return Buffer.concat([head, ...bodies]);
}

export interface FakeCluster extends KafkaCluster {
  readonly state: {
    nodes: readonly string[];
    /** Node id of the leader, by partition. */
    leaders: string[];
    /** Fetch requests by node id. */
    readonly fetches: Record<string, number>;
  };
}

export function fakeCluster(given: {
  readonly nodes: readonly string[];
  readonly leaders: readonly string[];
  /** @param request the request as kafkajs would send it, without its header. */
  readonly answer: (nodeId: string, request: Buffer) => Buffer;
  readonly onRefresh?: () => unknown;
}): FakeCluster {
  const state: FakeCluster['state'] = { nodes: given.nodes, leaders: [...given.leaders], fetches: {} };
  const brokerOf = (nodeId: string): Pick<KafkaBroker, 'connectionPool'> => ({
    connectionPool: {
      getConnection: () => Promise.reject(new Error('only fetches are faked')),
      async send({ request, response }) {
        state.fetches[nodeId] = (state.fetches[nodeId] ?? 0) + 1;
        await pause(5);
        return response.parse(await response.decode(given.answer(nodeId, (await request.encode()).buffer)));
      },
    },
  });
  const fake: Partial<FakeCluster> = {
    state,
    connect: async () => undefined,
    refreshMetadata: async () => void given.onRefresh?.(),
    getNodeIds: () => state.nodes,
    findBroker: async ({ nodeId }) => brokerOf(String(nodeId)) as KafkaBroker,
    findTopicPartitionMetadata: () =>
      state.leaders.map((leader, partitionId) => ({ partitionId, leader: Number(leader) })),
  };
  return fake as FakeCluster;
}
