/** What a lane has read and not inserted yet. Pure bookkeeping: positions, bytes, cutting a flush. */
import type { LogRecord } from '../../../topics/log/port.ts';
import type { Range } from './intent.ts';

export interface Cut {
  readonly ranges: readonly Range[];
  readonly records: readonly LogRecord[];
  /** Position of each topic after the flush. */
  readonly after: ReadonlyMap<string, number>;
}

/** Bytes that a record costs beside its value. */
const OVERHEAD = 100;
const size = (record: LogRecord): number =>
  (record.value?.length ?? 0) + (record.key?.length ?? 0) + OVERHEAD;

export class LaneBuffer {
  private readonly topics: readonly string[];
  private readonly waiting = new Map<string, LogRecord[]>();
  /** Next offset to insert, per topic. */
  private readonly positions: Map<string, number>;
  /** Next offset to read, per topic: beyond the last record there may be control records. */
  private readonly read = new Map<string, number>();
  bytes = 0;

  /** @param topics in the order in which a flush takes them. */
  constructor(topics: readonly string[], positions: ReadonlyMap<string, number>) {
    this.topics = topics;
    this.positions = new Map(positions);
  }

  add(topic: string, records: readonly LogRecord[], nextOffset: number): void {
    let list = this.waiting.get(topic);
    if (!list) this.waiting.set(topic, (list = []));
    for (const record of records) {
      list.push(record);
      this.bytes += size(record);
    }
    this.read.set(topic, nextOffset);
    if (list.length === 0) this.positions.set(topic, nextOffset);
  }

  position(topic: string): number {
    return this.positions.get(topic) ?? 0;
  }

  /**
   * The next flush: topics in order, whole records, until `maxBytes`; at least one record. Null when there
   * is nothing. The records stay here until `settle`.
   */
  cut(maxBytes: number): Cut | null {
    const ranges: Range[] = [];
    const records: LogRecord[] = [];
    const after = new Map<string, number>();
    let bytes = 0;
    for (const topic of this.topics) {
      const list = this.waiting.get(topic) ?? [];
      let taken = 0;
      for (const record of list) {
        if (records.length > 0 && bytes + size(record) > maxBytes) break;
        bytes += size(record);
        records.push(record);
        taken++;
      }
      const last = list[taken - 1];
      if (!last) continue;
      ranges.push({ topic, from: this.position(topic), to: last.offset });
      after.set(topic, taken === list.length ? (this.read.get(topic) ?? last.offset + 1) : last.offset + 1);
    }
    return records.length > 0 ? { ranges, records, after } : null;
  }

  /** The flush is in the tables. */
  settle(cut: Cut): void {
    for (const { topic, to } of cut.ranges) {
      const list = this.waiting.get(topic) ?? [];
      const keep = list.findIndex((record) => record.offset > to);
      const gone = keep < 0 ? list.splice(0) : list.splice(0, keep);
      for (const record of gone) this.bytes -= size(record);
      // More may have been read while the flush ran; then the position ends at its last record.
      this.positions.set(
        topic,
        list.length > 0 ? to + 1 : Math.max(cut.after.get(topic) ?? 0, this.read.get(topic) ?? 0),
      );
    }
  }
}
