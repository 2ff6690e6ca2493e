import type { LogRecord } from '../port.ts';
import { isAbortMarker, readRecords } from './record-batch.ts';
import type { StoredBatch } from './record-batch.ts';

/** A transaction that was aborted, as the broker names it beside fetched bytes. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/**
 * Committed data records at or after `from`, and the position after all of the batches. `aborted` holds the
 * aborted transactions that overlap the fetched range; each ends at its producer's abort marker. All that
 * began at or before a batch count before the batch is judged: a fetch may begin inside several of them.
 */
export function visibleRecords(
  batches: readonly StoredBatch[],
  aborted: readonly AbortedTransaction[],
  from: number,
  topic: string,
  partition: number,
): { readonly records: readonly LogRecord[]; readonly next: number } {
  const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const dead = new Set<bigint>();
  const records: LogRecord[] = [];
  let next = from;
  for (const batch of batches) {
    while (waiting[0] !== undefined && waiting[0].firstOffset <= batch.lastOffset) {
      dead.add((waiting.shift() as AbortedTransaction).producerId);
    }
    next = Math.max(next, batch.lastOffset + 1);
    if (batch.control) {
      if (isAbortMarker(batch)) dead.delete(batch.producerId);
      continue;
    }
    if (batch.transactional && dead.has(batch.producerId)) continue;
    if (batch.lastOffset < from) continue;
    for (const record of readRecords(batch, topic, partition)) {
      if (record.offset >= from) records.push(record);
    }
  }
  return { records, next };
}
