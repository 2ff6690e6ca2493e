/** Reads all of some topics again, from the archive and the log, up to fixed positions. */
import type { Positions } from '../clickhouse/generations.ts';
import type { History } from '../history.ts';
import type { Log, LogRecord } from '../../topics/log/port.ts';

export interface Chunk {
  readonly topic: string;
  readonly partition: number;
  /** First offset of the chunk, and the one after it. */
  readonly from: number;
  readonly to: number;
  readonly records: readonly LogRecord[];
}

export interface ReplayLimits {
  /** Records in a chunk; results do not depend on it. */
  readonly records: number;
  readonly bytes: number;
  /** Partitions read at once. */
  readonly concurrency: number;
}

export const REPLAY_LIMITS: ReplayLimits = { records: 20_000, bytes: 8 * 1024 * 1024, concurrency: 3 };

/** Next offsets of all partitions now: what is committed before this moment is below. */
export async function endPositions(log: Log, topics: readonly string[]): Promise<Positions> {
  const bounds = await log.offsets(topics);
  return Object.fromEntries(bounds.map(({ topic, partition, end }) => [`${topic}/${partition}`, end]));
}

/**
 * Hands over every record of [from, to) per partition, in order within a partition.
 * @param from absent positions begin at 0, the beginning of the archive.
 * @param ended told the partition (`topic/partition`) that has been handed over whole.
 * @returns records handed over.
 * @throws the first error of reading or of `take`, once nothing is read or handed over any more
 */
export async function replay(
  history: History,
  range: { readonly from: Positions; readonly to: Positions },
  limits: ReplayLimits,
  take: (chunk: Chunk) => Promise<void>,
  ended: (name: string) => void = () => undefined,
): Promise<number> {
  const failed = new AbortController();
  const queue = Object.entries(range.to).filter(([name, to]) => (range.from[name] ?? 0) < to);
  let count = 0;
  const one = async ([name, to]: readonly [string, number]): Promise<void> => {
    const slash = name.lastIndexOf('/');
    const topic = name.slice(0, slash);
    const partition = Number(name.slice(slash + 1));
    let from = range.from[name] ?? 0;
    let records: LogRecord[] = [];
    let bytes = 0;
    const flush = async (end: number): Promise<void> => {
      if (records.length > 0) await take({ topic, partition, from, to: end, records });
      count += records.length;
      records = [];
      bytes = 0;
      from = end;
    };
    for await (const batch of history.read({ topic, partition, from, to, signal: failed.signal })) {
      for (const record of batch) {
        failed.signal.throwIfAborted();
        records.push(record);
        bytes += record.value?.length ?? 0;
        if (records.length >= limits.records || bytes >= limits.bytes) await flush(record.offset + 1);
      }
    }
    await flush(to);
    ended(name);
  };
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next && !failed.signal.aborted; next = queue.shift()) await one(next);
  };
  const workers = Array.from({ length: limits.concurrency }, () =>
    worker().catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(workers);
  failed.signal.throwIfAborted();
  return count;
}
