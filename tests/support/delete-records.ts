/** Cuts the beginning of a topic as retention does, at once: for tests of what reads beyond it. */
import { Kafka, logLevel } from 'kafkajs';

/** @param before per partition the first offset that stays. */
export async function deleteRecords(
  brokers: readonly string[],
  topic: string,
  before: Readonly<Record<number, number>>,
): Promise<void> {
  const admin = new Kafka({
    brokers: [...brokers],
    clientId: 'delete-records',
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    await admin.fetchTopicOffsets(topic); // loads who leads the partitions; the next call does not
    await admin.deleteTopicRecords({
      topic,
      partitions: Object.entries(before).map(([partition, offset]) => ({
        partition: Number(partition),
        offset: String(offset),
      })),
    });
  } finally {
    await admin.disconnect();
  }
}
