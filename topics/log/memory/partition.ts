import { LogError } from '../port.ts';
import type { BatchToWrite, LogRecord } from '../port.ts';
import { objectsOf } from '../stored-records.ts';

/** An open, committed or aborted transaction; shared by the entries that it wrote. */
export interface MemoryTransaction {
  status: 'open' | 'committed' | 'aborted';
}

type Entry =
  | { readonly kind: 'data'; readonly record: LogRecord; readonly transaction: MemoryTransaction | null }
  /** Commit or abort marker: takes an offset, is never delivered. */
  | { readonly kind: 'control' };

/** One partition: entries by offset, as a broker keeps them. */
export class MemoryPartition {
  readonly topic: string;
  readonly partition: number;
  #entries: Entry[] = [];
  #start = 0;
  /** First offset of each open transaction. */
  readonly #open = new Map<MemoryTransaction, number>();

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get start(): number {
    return this.#start;
  }

  /** Offset of the next entry (the high watermark). */
  get next(): number {
    return this.#start + this.#entries.length;
  }

  /** What a committed reader can reach: nothing from the first open transaction on. */
  get lastStable(): number {
    return Math.min(this.next, ...this.#open.values());
  }

  append(given: BatchToWrite['records'], transaction: MemoryTransaction | null): number {
    const base = this.next;
    const records = objectsOf(given);
    if ('batches' in given) given.release();
    if (transaction && !this.#open.has(transaction) && records.length > 0) this.#open.set(transaction, base);
    for (const record of records) {
      this.#entries.push({
        kind: 'data',
        transaction,
        record: {
          topic: this.topic,
          partition: this.partition,
          offset: this.next,
          key: record.key === null ? null : Buffer.from(record.key),
          value: record.value === null ? null : Buffer.from(record.value),
          headers: { ...record.headers },
          timestamp: record.timestamp,
        },
      });
    }
    return base;
  }

  /** Ends a transaction here: its marker takes one offset. */
  mark(transaction: MemoryTransaction): void {
    if (!this.#open.delete(transaction)) return;
    this.#entries.push({ kind: 'control' });
  }

  /** Deletes everything below `offset`, as retention does. */
  truncate(offset: number): void {
    const count = Math.max(0, Math.min(offset, this.next) - this.#start);
    this.#entries.splice(0, count);
    this.#start += count;
  }

  /**
   * Committed records from `from`, at most `limit`, and the position after them; control records and
   * aborted data are passed over.
   * @throws LogError `out_of_range` when `from` was deleted or is beyond the end.
   */
  read(
    from: number,
    limit: number,
    to = this.lastStable,
  ): { readonly records: readonly LogRecord[]; readonly next: number } {
    if (from < this.#start || from > this.next) {
      throw new LogError(
        'out_of_range',
        `${this.topic}/${this.partition}: offset ${from} is outside ${this.#start}..${this.next}`,
      );
    }
    const end = Math.min(to, this.lastStable);
    const records: LogRecord[] = [];
    let next = from;
    while (next < end && records.length < limit) {
      const entry = this.#entries[next - this.#start] as Entry;
      if (entry.kind === 'data' && entry.transaction?.status !== 'aborted') records.push(entry.record);
      next++;
    }
    return { records, next };
  }
}
