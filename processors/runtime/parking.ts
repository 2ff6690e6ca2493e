import { DueQueue } from './due-queue.ts';
import type { Input } from './input.ts';
import type { StateStore } from './state-store.ts';

const INPUT = 'p:';
const LANE = 'l:';
/** Width of the running number in state keys, so that their order is the order of arrival. */
const DIGITS = 16;

/** A waiting input as it is kept in the changelog: the whole record, since the offset moves on without it. */
interface StoredInput {
  readonly lane: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

interface Waiting {
  readonly entry: string;
  readonly input: Input;
}

/**
 * Keys whose dependency is away, with everything that follows them, in order. Kept in the state, so that
 * the partition's offset can move on and a restart forgets nothing.
 */
export class Parking {
  readonly #store: StateStore;
  readonly #lanes = new Map<string, Waiting[]>();
  readonly #due = new DueQueue();
  #count = 0;
  #next = 0;

  /** @param decode reads a stored record again; what cannot be read any more comes back as poison. */
  constructor(store: StateStore, decode: (value: Buffer | null) => Input['decoded']) {
    this.#store = store;
    for (const [entry, value] of store.entries(INPUT)) {
      const stored = value as StoredInput;
      const bytes = stored.value === null ? null : Buffer.from(stored.value, 'base64');
      this.#add(stored.lane, {
        entry,
        input: {
          record: {
            topic: stored.topic,
            partition: stored.partition,
            offset: stored.offset,
            key: stored.key === null ? null : Buffer.from(stored.key, 'base64'),
            value: bytes,
            headers: stored.headers,
            timestamp: stored.timestamp,
          },
          decoded: decode(bytes),
          next: stored.offset + 1,
        },
      });
      this.#next = Number(entry.slice(INPUT.length)) + 1;
    }
    for (const [entry, value] of store.entries(LANE)) {
      const lane = entry.slice(LANE.length);
      if (this.#lanes.has(lane)) this.#due.set(lane, (value as { until: number }).until);
    }
  }

  /** Inputs that wait. */
  get count(): number {
    return this.#count;
  }

  has(lane: string): boolean {
    return this.#lanes.has(lane);
  }

  /** An input joins the end of its key's line; the first one is followed by `wait`. */
  add(lane: string, input: Input): void {
    const entry = INPUT + String(this.#next++).padStart(DIGITS, '0');
    const { record } = input;
    const stored: StoredInput = {
      lane,
      topic: record.topic,
      partition: record.partition,
      offset: record.offset,
      key: record.key?.toString('base64') ?? null,
      value: record.value?.toString('base64') ?? null,
      headers: record.headers,
      timestamp: record.timestamp,
    };
    this.#store.set(entry, stored, null);
    this.#add(lane, { entry, input });
  }

  /** The key waits until then; said anew each time its first input parks again. */
  wait(lane: string, until: number, reason: string): void {
    this.#store.set(LANE + lane, { until, reason }, null);
    this.#due.set(lane, until);
  }

  nextDue(): number | null {
    return this.#due.peek()?.due ?? null;
  }

  /** A key whose wait is over, and its first input. It is not offered again until `wait` or `shift`. */
  takeDue(now: number): { readonly lane: string; readonly input: Input } | null {
    const lane = this.#due.take(now);
    if (lane === null) return null;
    const first = this.#lanes.get(lane)?.[0];
    return first ? { lane, input: first.input } : null;
  }

  /** The first input of a key is done. Gives the next one, or null when the key waits no longer. */
  shift(lane: string): Input | null {
    const line = this.#lanes.get(lane);
    const done = line?.shift();
    if (!line || !done) return null;
    this.#store.delete(done.entry);
    this.#count--;
    const next = line[0];
    if (next) return next.input;
    this.#lanes.delete(lane);
    this.#due.delete(lane);
    this.#store.delete(LANE + lane);
    return null;
  }

  #add(lane: string, waiting: Waiting): void {
    const line = this.#lanes.get(lane);
    if (line) line.push(waiting);
    else this.#lanes.set(lane, [waiting]);
    this.#count++;
  }
}

