import type { ConsumerHandler, GroupConsumer } from '../topics/log/port.ts';

/**
 * Joins the group. When that fails it may yet have joined (the answer was lost): it leaves then, so that whoever
 * tries again does not share the partitions with a member that nobody knows of.
 * @throws what joining threw
 */
export async function joinOrLeave(consumer: GroupConsumer, handler: ConsumerHandler): Promise<void> {
  try {
    await consumer.run(handler);
  } catch (error) {
    // The first failure is the one to tell; leaving fails for the same reason, if at all.
    await consumer.stop().catch(() => undefined);
    throw error;
  }
}
