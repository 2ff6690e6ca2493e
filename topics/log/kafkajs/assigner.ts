import { AssignerProtocol } from 'kafkajs';
import { assignPartitions } from '../assign.ts';
import type { KafkaAssigner, KafkaCluster } from './internals.ts';

/** Name that the members of a group agree on; another algorithm needs another name. */
const NAME = 'signalpost-copartitioned-1';

/** Our assignment in the wire form of the classic group protocol. */
export function copartitionedAssigner(cluster: KafkaCluster): KafkaAssigner {
  return {
    name: NAME,
    version: 1,
    async assign({ members }) {
      const topics = new Set(
        members.flatMap(
          ({ memberMetadata }) => AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [],
        ),
      );
      await cluster.addMultipleTargetTopics([...topics]);
      const counts = new Map(
        [...topics].map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]),
      );
      const assignment = assignPartitions(
        members.map((member) => member.memberId),
        counts,
      );
      return [...assignment].map(([memberId, partitions]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: 1,
          assignment: Object.fromEntries(
            [...Map.groupBy(partitions, (at) => at.topic)].map(([topic, mine]) => [
              topic,
              mine.map((at) => at.partition),
            ]),
          ),
          userData: Buffer.alloc(0),
        }),
      }));
    },
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({
        version: 1,
        topics: [...topics],
        userData: Buffer.alloc(0),
      }),
    }),
  };
}
