import { SchemaNotLoaded, type Codec } from '../../topics/codec/codec.ts';
import { PoisonError } from '../../topics/errors.ts';
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

/** Waiting inputs of a restored state, by their entry; what cannot be read any more is poison. */
export type ParkedInputs = ReadonlyMap<string, Input['decoded']>;

/**
 * Reads what waits in a restored state. It may have been written under schemas that this process has not
 * met: those are asked for, as often as they are forgotten again, so that none is taken for unreadable.
 * @throws what the registry throws while it is away.
 */
export async function readParked(
  store: StateStore,
  codec: Pick<Codec, 'decode' | 'ensure'>,
): Promise<ParkedInputs> {
  const inputs = new Map<string, Input['decoded']>();
  for (const [entry, stored] of store.entries(INPUT)) {
    inputs.set(entry, await decodeSurely(codec, bytesOf(stored as StoredInput)));
  }
  return inputs;
}

async function decodeSurely(
  codec: Pick<Codec, 'decode' | 'ensure'>,
  value: Buffer | null,
): Promise<Input['decoded']> {
  for (;;) {
    try {
      return { event: codec.decode(value) };
    } catch (error) {
      if (error instanceof PoisonError) return { poison: { code: error.code, message: error.message } };
      if (!(error instanceof SchemaNotLoaded)) throw error;
      await codec.ensure([error.schemaId]);
    }
  }
}

function bytesOf({ value }: StoredInput): Buffer | null {
  return value === null ? null : Buffer.from(value, 'base64');
}

interface Lane {
  readonly line: { readonly entry: string; readonly input: Input }[];
  /** Inputs that will join the line, but whose turn to leave the partition's order has not come. */
  coming: number;
  /** Its first input is being worked on. */
  active: boolean;
}

/**
 * Keys whose dependency is away, with everything that follows them, in order. An input is written to the
 * state in the very transaction in which the offset passes it: not earlier, or a crash in between would
 * find it in both places; not later, or in none.
 */
export class Parking {
  readonly #store: StateStore;
  readonly #lanes = new Map<string, Lane>();
  readonly #due = new DueQueue();
  #count = 0;
  #next = 0;

  /** @param inputs what waits in this very state, read. */
  constructor(store: StateStore, inputs: ParkedInputs) {
    this.#store = store;
    for (const [entry, value] of store.entries(INPUT)) {
      const stored = value as StoredInput;
      const input: Input = {
        record: {
          topic: stored.topic,
          partition: stored.partition,
          offset: stored.offset,
          key: stored.key === null ? null : Buffer.from(stored.key, 'base64'),
          value: bytesOf(stored),
          headers: stored.headers,
          timestamp: stored.timestamp,
        },
        decoded: inputs.get(entry) as Input['decoded'],
        next: stored.offset + 1,
      };
      this.#lane(stored.lane).line.push({ entry, input });
      this.#count++;
      this.#next = Number(entry.slice(INPUT.length)) + 1;
    }
    for (const lane of this.#lanes.keys()) this.#due.set(lane, 0);
    for (const [entry, value] of store.entries(LANE)) {
      const lane = entry.slice(LANE.length);
      if (this.#lanes.has(lane)) this.#due.set(lane, (value as { until: number }).until);
      else store.delete(entry); // its first input had not left the order yet: it is read again
    }
  }

  /** Inputs that wait, those still to come included. */
  get count(): number {
    return this.#count;
  }

  has(lane: string): boolean {
    return this.#lanes.has(lane);
  }

  /** Inputs of one key that wait, those still to come included. */
  countOf(lane: string): number {
    const found = this.#lanes.get(lane);
    return found ? found.line.length + found.coming : 0;
  }

  /** An input will wait with its key; `add` or `give up` follows when its turn in the order comes. */
  follow(lane: string): void {
    this.#lane(lane).coming++;
    this.#count++;
  }

  /** Its turn has come: it is in the state from now on. */
  add(lane: string, input: Input): void {
    const found = this.#lane(lane);
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
    found.line.push({ entry, input });
    found.coming--;
    // The wait was over before anything had come: begin at once.
    if (!found.active && this.#due.dueOf(lane) === undefined) this.#due.set(lane, 0);
  }

  /** Its turn has come, and it cannot wait. */
  giveUp(lane: string): void {
    const found = this.#lane(lane);
    found.coming--;
    this.#count--;
    this.#forgetIfEmpty(lane, found);
  }

  /** The key waits until then; said anew each time its first input parks again. */
  wait(lane: string, until: number, reason: string): void {
    this.#lane(lane).active = false;
    this.#store.set(LANE + lane, { until, reason }, null);
    this.#due.set(lane, until);
  }

  nextDue(): number | null {
    return this.#due.peek()?.due ?? null;
  }

  /** A key whose wait is over, and its first input. It is not offered again until `wait` or `shift`. */
  takeDue(now: number): { readonly lane: string; readonly input: Input } | null {
    for (let id = this.#due.take(now); id !== null; id = this.#due.take(now)) {
      const lane = this.#lanes.get(id);
      const first = lane?.line[0];
      if (!lane || !first) continue; // `add` makes it due
      lane.active = true;
      return { lane: id, input: first.input };
    }
    return null;
  }

  /** The first input of a key is done. Gives the next one, or null when there is none now. */
  shift(lane: string): Input | null {
    const found = this.#lane(lane);
    const done = found.line.shift();
    if (done) {
      this.#store.delete(done.entry);
      this.#count--;
    }
    const next = found.line[0];
    if (next) return next.input;
    found.active = false;
    this.#forgetIfEmpty(lane, found);
    return null;
  }

  #forgetIfEmpty(lane: string, found: Lane): void {
    if (found.line.length > 0 || found.coming > 0) return;
    this.#lanes.delete(lane);
    this.#due.delete(lane);
    this.#store.delete(LANE + lane);
  }

  #lane(id: string): Lane {
    let lane = this.#lanes.get(id);
    if (!lane) this.#lanes.set(id, (lane = { line: [], coming: 0, active: false }));
    return lane;
  }
}
