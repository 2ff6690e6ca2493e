import type { LogRecord, RecordToWrite } from '../../topics/log/port.ts';
import { DueQueue } from './due-queue.ts';

/** Version of the JSON around every entry. A newer one in the changelog stops the processor. */
const FORMAT = 1;

interface Entry {
  value: unknown;
  /** Epoch ms after which the entry counts as absent; null keeps it. */
  expiresAt: number | null;
}

/**
 * State of one partition: entries in memory, and what changed since the last flush for the changelog, one
 * record per entry however often it changed. Values are plain JSON and are never changed in place.
 */
export class StateStore {
  readonly #entries = new Map<string, Entry>();
  readonly #expiries = new DueQueue();
  #dirty = new Set<string>();

  get size(): number {
    return this.#entries.size;
  }

  get changed(): boolean {
    return this.#dirty.size > 0;
  }

  /** An expired entry is absent from the moment it expires, whether it has been swept or not. */
  get(key: string, now: number): unknown {
    const entry = this.#entries.get(key);
    if (!entry || (entry.expiresAt !== null && entry.expiresAt <= now)) return undefined;
    return entry.value;
  }

  set(key: string, value: unknown, expiresAt: number | null): void {
    this.#put(key, value, expiresAt);
    this.#dirty.add(key);
  }

  delete(key: string): void {
    if (!this.#entries.delete(key)) return;
    this.#expiries.delete(key);
    this.#dirty.add(key);
  }

  /** Entries whose key begins so, in the order of the keys. */
  entries(prefix: string): readonly (readonly [string, unknown])[] {
    return [...this.#entries]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, entry]) => [key, entry.value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Whether something waits to be swept at `now`. */
  expired(now: number): boolean {
    const next = this.#expiries.peek();
    return next !== null && next.due <= now;
  }

  /** Removes at most `limit` expired entries, so that a flush stays short; tells `gone` each key. */
  sweep(now: number, limit: number, gone?: (key: string) => void): void {
    for (let n = 0; n < limit; n++) {
      const key = this.#expiries.take(now);
      if (key === null) return;
      this.#entries.delete(key);
      this.#dirty.add(key);
      gone?.(key);
    }
  }

  /** Changelog records of everything that changed since the last call; null values are tombstones. */
  seal(now: number): RecordToWrite[] {
    const records: RecordToWrite[] = [];
    for (const key of this.#dirty) {
      const entry = this.#entries.get(key);
      records.push({
        key: Buffer.from(key),
        value: entry ? Buffer.from(JSON.stringify({ v: FORMAT, x: entry.expiresAt, d: entry.value })) : null,
        timestamp: now,
      });
    }
    this.#dirty = new Set();
    return records;
  }

  /**
   * Takes one changelog record, in the order of the log.
   * @throws Error when the record was written by a newer version, or is not ours.
   */
  restore(record: LogRecord): void {
    const key = record.key?.toString() ?? '';
    if (record.value === null) {
      this.#entries.delete(key);
      this.#expiries.delete(key);
      return;
    }
    const stored = JSON.parse(record.value.toString()) as { v: number; x: number | null; d: unknown };
    if (stored.v !== FORMAT) {
      throw new Error(
        `${record.topic}/${record.partition}@${record.offset}: state format ${stored.v}, this version reads ` +
          `${FORMAT}. Run the version that wrote it, or rebuild the state.`,
      );
    }
    this.#put(key, stored.d, stored.x);
  }

  #put(key: string, value: unknown, expiresAt: number | null): void {
    this.#entries.set(key, { value, expiresAt });
    if (expiresAt === null) this.#expiries.delete(key);
    else this.#expiries.set(key, expiresAt);
  }
}
