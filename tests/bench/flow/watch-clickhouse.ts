/**
 * Sees each engagement become readable in ClickHouse by asking again and again for rows behind those already seen.
 * Within a partition of the log rows come in its order, so an offset is enough to remember. The time is that of the
 * answer: a row was there up to one round earlier, and how long rounds take is told.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { select, type ClickHouseClient } from '../../../projections/clickhouse/client.ts';
import { percentiles, type Percentiles } from '../../../stack/simulate/percentiles.ts';
import type { Watch } from './watch-redis.ts';
import type { Seen } from './visible.ts';

/** Between an answer and the next question, ms. */
const PAUSE_MS = 50;
const TOPICS = ['safety.checked', 'reply.drafted'] as const;

interface Found {
  readonly engagement_id: string;
  readonly event_type: string;
  readonly src_topic: (typeof TOPICS)[number];
  readonly src_partition: number;
  readonly src_offset: number;
}

export async function watchClickHouse(
  client: ClickHouseClient,
  db: string,
  partitions: number,
  now: () => number,
): Promise<Watch & { readonly roundsMs: () => Percentiles }> {
  const seen = new Map<string, Seen>();
  const rounds: number[] = [];
  const behind = new Map(
    TOPICS.flatMap((topic) =>
      Array.from({ length: partitions }, (_, partition) => [`${topic}/${partition}`, -1]),
    ),
  );
  const ask = (): Promise<readonly Found[]> => {
    const further = [...behind].map(([name, offset]) => {
      const [topic = '', partition = ''] = name.split('/');
      return `(src_topic = '${topic}' AND src_partition = ${partition} AND src_offset > ${offset})`;
    });
    return select<Found>(
      client,
      `SELECT engagement_id, event_type, src_topic, src_partition, src_offset FROM ${db}.replies
WHERE event_type IN ('SafetyChecked', 'ReplyDeclined') AND (${further.join(' OR ')})`,
    );
  };
  const note = (rows: readonly Found[], at: number | null): void => {
    for (const row of rows) {
      const name = `${row.src_topic}/${row.src_partition}`;
      behind.set(name, Math.max(behind.get(name) ?? -1, row.src_offset));
      if (at === null || seen.has(row.engagement_id)) continue;
      seen.set(row.engagement_id, {
        ending: row.event_type === 'SafetyChecked' ? 'checked' : 'declined',
        at,
      });
    }
  };
  note(await ask(), null); // what is there already
  let stopping = false;
  const follow = async (): Promise<void> => {
    for (let before = now(); !stopping;) {
      await sleep(PAUSE_MS);
      const rows = await ask();
      const at = now();
      note(rows, at);
      rounds.push(at - before);
      before = at;
    }
  };
  const following = follow();
  following.catch(() => undefined); // told by stop
  return {
    seen,
    roundsMs: () => percentiles(rounds),
    async stop() {
      stopping = true;
      await following;
    },
  };
}
