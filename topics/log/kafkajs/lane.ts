import type { ConsumerHandler, LogRecord, TopicPartition } from '../port.ts';
import type { Fetched } from './fetch.ts';

/** Batches fetched ahead of the handler, per partition. */
const AHEAD = 2;

interface Waiting {
  readonly records: readonly LogRecord[];
  readonly next: number;
  readonly end: number;
}

/**
 * One assigned partition of one generation: what was fetched and not handled yet. Hands batches to the handler
 * one at a time, so a slow partition holds up only itself.
 */
export class Lane implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the next fetch; -1 until onAssigned is done. */
  fetchAt = -1;
  readonly #onBatch: ConsumerHandler['onBatch'];
  readonly #changed: () => void;
  readonly #fatal: (error: unknown) => void;
  readonly #track: (call: Promise<unknown>) => void;
  #queue: Waiting[] = [];
  #busy = false;
  #paused = false;
  #alive = true;

  constructor(
    at: TopicPartition,
    wiring: {
      readonly onBatch: ConsumerHandler['onBatch'];
      /** The lane may want another fetch. */
      readonly changed: () => void;
      readonly fatal: (error: unknown) => void;
      readonly track: (call: Promise<unknown>) => void;
    },
  ) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.#onBatch = wiring.onBatch;
    this.#changed = wiring.changed;
    this.#fatal = wiring.fatal;
    this.#track = wiring.track;
  }

  get wanted(): boolean {
    return this.#alive && !this.#paused && this.fetchAt >= 0 && this.#queue.length < AHEAD;
  }

  /** Not wanted only because the handler is behind. */
  get full(): boolean {
    return this.#alive && !this.#paused && this.#queue.length >= AHEAD;
  }

  /** Takes what a fetch brought, unless a seek or the end of the assignment came between. */
  accept(fetched: Fetched): void {
    if (!this.#alive || fetched.offset !== this.fetchAt || fetched.next === this.fetchAt) return;
    this.fetchAt = fetched.next;
    this.#queue.push({ records: fetched.records, next: fetched.next, end: fetched.end });
    this.#pump();
  }

  seek(offset: number): void {
    this.#queue = [];
    this.fetchAt = offset;
    this.#changed();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#pump();
    this.#changed();
  }

  /** Nothing is handed out any more; what runs is finished by the handler. */
  end(): void {
    this.#alive = false;
    this.#queue = [];
  }

  #pump(): void {
    if (this.#busy || this.#paused || !this.#alive) return;
    const batch = this.#queue.shift();
    if (!batch) return;
    this.#busy = true;
    this.#track(this.#hand(batch));
  }

  async #hand(batch: Waiting): Promise<void> {
    try {
      await this.#onBatch({
        topic: this.topic,
        partition: this.partition,
        records: batch.records,
        nextOffset: batch.next,
        endOffset: batch.end,
      });
    } catch (error) {
      if (this.#alive) this.#fatal(error);
      return; // stays busy: nothing after a failed batch is handed out
    }
    this.#busy = false;
    this.#pump();
    this.#changed();
  }
}
