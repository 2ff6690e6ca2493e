import { PackedRecords } from '../../topics/log/packed.ts';
import type { BatchToWrite, RecordToWrite } from '../../topics/log/port.ts';
import type { EncodedOutput } from './record-encoder.ts';

/** Bounds of one transaction; a full draft is committed before more is worked out. */
const MAX_RECORDS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** What one transaction will hold. Only memory: dropped without a trace when the partition is lost. */
export class Draft {
  /** Something is in it, be it only an offset or a count. */
  begun = false;
  /** Epoch ms by the clock at which the loop first saw that; null before. */
  since: number | null = null;
  /** Something waits for this commit (an announced effect): do not wait for the interval. */
  urgent = false;
  /** Next offset to read per input topic. */
  readonly positions = new Map<string, number>();
  /** Outcome and reason, joined by a space, to their number. */
  readonly counts = new Map<string, number>();
  readonly afterCommit: (() => void)[] = [];
  readonly #topics = new Map<string, PackedRecords[]>();
  #latest = { outcome: '', reason: '', name: '' };
  #records = 0;
  #bytes = 0;

  get full(): boolean {
    return this.#records >= MAX_RECORDS || this.#bytes >= MAX_BYTES;
  }

  get records(): number {
    return this.#records;
  }

  touch(): void {
    this.begun = true;
  }

  write(topic: string, partition: number, record: RecordToWrite): void {
    this.#records++;
    this.#bytes += (record.value?.length ?? 0) + (record.key?.length ?? 0) + 64;
    this.#of(topic, partition).addRecord(record);
  }

  put(output: EncodedOutput): void {
    this.#records++;
    this.#bytes += output.size + 64;
    this.#of(output.topic, output.partition).add(output.timestamp, output);
  }

  #of(topic: string, partition: number): PackedRecords {
    let partitions = this.#topics.get(topic);
    if (!partitions) this.#topics.set(topic, (partitions = []));
    return (partitions[partition] ??= new PackedRecords());
  }

  count(outcome: string, reason: string): void {
    // Mostly the same as for the input before: then no name is put together.
    if (outcome !== this.#latest.outcome || reason !== this.#latest.reason) {
      this.#latest = { outcome, reason, name: `${outcome} ${reason}` };
    }
    const { name } = this.#latest;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** Records per topic and partition, in the order in which they were written. */
  batches(): readonly BatchToWrite[] {
    const batches: BatchToWrite[] = [];
    for (const [topic, partitions] of this.#topics) {
      partitions.forEach((records, partition) => batches.push({ topic, partition, records }));
    }
    return batches;
  }
}
