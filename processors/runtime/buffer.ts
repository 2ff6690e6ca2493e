import type { LogRecord } from '../../topics/log/port.ts';
import { StoredRecord } from '../../topics/log/stored-records.ts';

export interface Batch {
  readonly topic: string;
  readonly records: readonly LogRecord[];
  readonly nextOffset: number;
}

/** Records read ahead of the work, in the order of arrival over all input topics of one partition. */
export class InputBuffer {
  readonly #batches: { readonly batch: Batch; at: number }[] = [];
  #records = 0;
  #bytes = 0;

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#batches.length === 0;
  }

  add(batch: Batch): void {
    this.#batches.push({ batch, at: 0 });
    this.#records += batch.records.length;
    for (const record of batch.records) this.#bytes += sizeOf(record);
  }

  /** The next record, with the position behind it; a batch without records gives only its position. */
  peek(): { readonly topic: string; readonly record: LogRecord | null; readonly next: number } | null {
    const head = this.#batches[0];
    if (!head) return null;
    const { topic, records, nextOffset } = head.batch;
    const record = records[head.at] ?? null;
    const last = head.at >= records.length - 1;
    return { topic, record, next: last || !record ? nextOffset : record.offset + 1 };
  }

  /** The peeked one was taken. */
  shift(): void {
    const head = this.#batches[0];
    if (!head) return;
    const record = head.batch.records[head.at];
    if (record) {
      this.#records--;
      this.#bytes -= sizeOf(record);
    }
    if (++head.at >= head.batch.records.length) this.#batches.shift();
  }

  clear(): void {
    this.#batches.length = 0;
    this.#records = 0;
    this.#bytes = 0;
  }
}

function sizeOf(record: LogRecord): number {
  if (record instanceof StoredRecord) return record.size + 128;
  return (record.value?.length ?? 0) + (record.key?.length ?? 0) + 128;
}
