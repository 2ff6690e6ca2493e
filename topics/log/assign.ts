import type { TopicPartition } from './port.ts';

/**
 * Who reads what in a group: partition n of every topic goes to the same member, so that state of partition
 * n meets all of its inputs. Members are ordered by id; the answer depends on nothing else. A topic that a
 * member does not know (a rolling deploy that adds an input) stays unread on its partitions until that
 * member is replaced: splitting n over two members would be worse.
 */
export function assignPartitions(
  memberIds: readonly string[],
  partitionCounts: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly TopicPartition[]> {
  const ordered = [...memberIds].sort();
  const result = new Map<string, TopicPartition[]>(ordered.map((id) => [id, []]));
  for (const topic of [...partitionCounts.keys()].sort()) {
    const count = partitionCounts.get(topic) ?? 0;
    for (let partition = 0; partition < count; partition++) {
      const member = ordered[partition % ordered.length];
      if (member !== undefined) result.get(member)?.push({ topic, partition });
    }
  }
  return result;
}
