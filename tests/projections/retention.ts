/** An archive that has everything, and a log that has lost its beginning: for tests of what reads beyond it. */
import { ARCHIVE_GROUP } from '../../projections/clickhouse/sink/open.ts';
import { TOPIC_NAMES } from '../../topics/catalogue.ts';
import { deleteRecords } from '../support/delete-records.ts';
import { eventually, type Harness } from './harness.ts';

/** Until a running archive has settled all that is in the log. */
export async function archived(harness: Harness): Promise<void> {
  await eventually(
    async () => {
      const committed = await harness.log.committed(ARCHIVE_GROUP, TOPIC_NAMES);
      const ends = await harness.log.offsets(TOPIC_NAMES);
      return ends.filter(({ topic, partition, end }) => {
        const own = committed.find((one) => one.topic === topic && one.partition === partition);
        return end > 0 && ((own?.offset ?? 0) < end || (own?.metadata ?? '') !== '');
      }).length;
    },
    (behind) => behind === 0,
    100_000,
  );
}

/**
 * Deletes the beginning of every partition, as if its time were over.
 * @param share of each partition that goes, 0 to 1.
 * @returns records that went.
 */
export async function letGo(harness: Harness, share: number): Promise<number> {
  const bounds = await harness.log.offsets(TOPIC_NAMES);
  let gone = 0;
  for (const [topic, mine] of Map.groupBy(bounds, (one) => one.topic)) {
    const cuts = mine
      .map(({ partition, start, end }) => ({ partition, start, to: Math.floor(end * share) }))
      .filter(({ start, to }) => to > start);
    if (cuts.length === 0) continue;
    for (const { start, to } of cuts) gone += to - start;
    await deleteRecords(
      harness.config.kafka.brokers,
      topic,
      Object.fromEntries(cuts.map(({ partition, to }) => [partition, to])),
    );
  }
  return gone;
}
