/** A log as it looks when the broker has deleted everything: a reader of history finds all of it in the archive. */
import type { Log } from '../../../topics/log/port.ts';

export function pastRetention(log: Log): Log {
  return {
    openWriter: () => log.openWriter(),
    openTransactional: (id, options) => log.openTransactional(id, options),
    consumer: (options) => log.consumer(options),
    read: () => {
      throw new Error('nothing is left in this log: it had to be read from the archive');
    },
    offsets: async (topics) => (await log.offsets(topics)).map((one) => ({ ...one, start: one.end })),
    committed: (groupId, topics) => log.committed(groupId, topics),
    commitOffsets: (member, offsets) => log.commitOffsets(member, offsets),
    createTopics: (topics) => log.createTopics(topics),
    partitionCounts: (topics) => log.partitionCounts(topics),
    close: () => log.close(),
  };
}
