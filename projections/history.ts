/** The log with its long memory: a partition from any offset, beyond the broker's retention too. */
import type { Log, LogRecord, TopicPartition } from '../topics/log/port.ts';
import { select, type ClickHouseClient } from './clickhouse/client.ts';

/** Rows read from the archive at once; a record may have 12 MB. */
const ARCHIVE_PAGE = 500;

export interface History {
  /** Records of [from, to), in order: from the archive what the broker has deleted, then from the log. */
  read(
    range: TopicPartition & { readonly from: number; readonly to: number; readonly signal?: AbortSignal },
  ): AsyncIterable<readonly LogRecord[]>;
}

export const ARCHIVE_PAGE_SQL = (
  db: string,
): string => `SELECT src_offset AS offset, toUnixTimestamp64Milli(recorded_at) AS timestamp,
  has_key, base64Encode(key) AS key, has_value, base64Encode(value) AS value, headers
FROM ${db}.log_archive FINAL
WHERE src_topic = {topic:String} AND src_partition = {partition:UInt16}
  AND src_offset >= {from:UInt64} AND src_offset < {to:UInt64}
ORDER BY src_topic, src_partition, src_offset
LIMIT {page:UInt32}`;

interface ArchivedRow {
  readonly offset: number;
  readonly timestamp: number;
  readonly has_key: boolean;
  readonly key: string;
  readonly has_value: boolean;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function openHistory(log: Log, client: ClickHouseClient, db: string): History {
  async function* archived(range: TopicPartition & { readonly from: number; readonly to: number }) {
    const { topic, partition, to } = range;
    for (let from = range.from; from < to;) {
      const rows = await select<ArchivedRow>(
        client,
        ARCHIVE_PAGE_SQL(db),
        { topic, partition, from, to, page: ARCHIVE_PAGE },
        60,
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((row): LogRecord => ({
        topic,
        partition,
        offset: row.offset,
        timestamp: row.timestamp,
        key: row.has_key ? Buffer.from(row.key, 'base64') : null,
        value: row.has_value ? Buffer.from(row.value, 'base64') : null,
        headers: row.headers,
      }));
      from = last.offset + 1;
    }
  }
  return {
    async *read(range) {
      const bounds = (await log.offsets([range.topic])).find((one) => one.partition === range.partition);
      const start = Math.min(Math.max(range.from, bounds?.start ?? range.from), range.to);
      if (range.from < start) yield* archived({ ...range, to: start });
      if (start < range.to) yield* log.read({ ...range, from: start });
    },
  };
}

/** All records of a range. For ranges that are known to be small (a flush). */
export async function readAll(
  history: History,
  range: TopicPartition & { readonly from: number; readonly to: number; readonly signal?: AbortSignal },
): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const batch of history.read(range)) records.push(...batch);
  return records;
}
