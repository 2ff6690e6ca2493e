import { InputBuffer, type Batch } from './buffer.ts';
import type { TaskEnv } from './task-env.ts';

/** Nothing arrived for so long: do not wait for the rest of an unfinished read, ms. */
export const QUIET_MS = 10;

/** What was read of the inputs and not taken yet: bounded, by stopping to read while it is too much. */
export class ReadAhead {
  readonly buffer = new InputBuffer();
  readonly #env: Pick<TaskEnv, 'scheduler' | 'settings' | 'pauseInput' | 'resumeInput'>;
  /** Next offset to be read from the log, per topic; ahead of the work by what is buffered. */
  #read = new Map<string, number>();
  /** End of the log as told with the last batch, per topic. */
  readonly #ends = new Map<string, number>();
  #lastArrival = 0;
  #paused = false;

  constructor(env: Pick<TaskEnv, 'scheduler' | 'settings' | 'pauseInput' | 'resumeInput'>) {
    this.#env = env;
  }

  get positions(): ReadonlyMap<string, number> {
    return this.#read;
  }

  next(topic: string): number | undefined {
    return this.#read.get(topic);
  }

  /** Offsets between the known ends and what is worked out; null while nothing is. */
  lag(worked: ReadonlyMap<string, number> | null): number {
    let lag = 0;
    for (const [topic, end] of this.#ends) lag += Math.max(0, end - (worked?.get(topic) ?? end));
    return lag;
  }

  begin(positions: ReadonlyMap<string, number>): void {
    this.#read = new Map(positions);
  }

  /** Drops what was read before. @returns whether anything new came. */
  add(batch: Batch & { readonly endOffset: number }): boolean {
    const from = this.#read.get(batch.topic);
    if (from === undefined) return false;
    this.#ends.set(batch.topic, batch.endOffset);
    if (batch.nextOffset <= from) return false;
    const first = batch.records[0];
    const records =
      first && first.offset < from ? batch.records.filter((record) => record.offset >= from) : batch.records;
    this.#read.set(batch.topic, batch.nextOffset);
    this.buffer.add({ topic: batch.topic, records, nextOffset: batch.nextOffset });
    this.#lastArrival = this.#env.scheduler.now();
    return true;
  }

  /** Whether all that the log has, or all that comes for now, was taken. */
  drained(now: number): boolean {
    if (!this.buffer.empty) return false;
    if (now - this.#lastArrival >= QUIET_MS) return true;
    for (const [topic, end] of this.#ends) if ((this.#read.get(topic) ?? 0) < end) return false;
    return true;
  }

  /** The consumer was given the flow anew. */
  flowing(): void {
    this.#paused = false;
  }

  /** Back-pressure: reading stops while too much is buffered, and goes on at half of it. */
  regulate(running: boolean): void {
    const { settings, pauseInput, resumeInput } = this.#env;
    const { records, bytes } = this.buffer;
    if (!this.#paused) {
      if (records < settings.maxBuffered && bytes < settings.maxBufferedBytes) return;
      this.#paused = true;
      pauseInput();
    } else if (records <= settings.maxBuffered / 2 && bytes <= settings.maxBufferedBytes / 2) {
      if (!running) return;
      this.#paused = false;
      resumeInput();
    }
  }
}
