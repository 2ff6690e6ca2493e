/**
 * How a network packs time into an id: milliseconds since `epochMs`, shifted left by `shift` bits. Ids lie
 * at least `step` apart.
 */
export interface IdShape {
  readonly epochMs: number;
  readonly shift: number;
  readonly step: number;
}

/** X (snowflake: 41 bits of time, 22 of machine and sequence). */
export const X_IDS: IdShape = { epochMs: 1_288_834_974_657, shift: 22, step: 1 };
/** Mastodon (48 bits of time, 16 of sequence); every second id is left for the status of a notification. */
export const MASTODON_IDS: IdShape = { epochMs: 0, shift: 16, step: 2 };

/**
 * Ids that only grow. `seen` is told of every id in the journals at start, so that none repeats after a
 * restart even when the clock went backwards meanwhile.
 */
export class IdSource {
  readonly #shape: IdShape;
  #last = 0n;

  constructor(shape: IdShape) {
    this.#shape = shape;
  }

  seen(id: string): void {
    const value = BigInt(id);
    if (value > this.#last) this.#last = value;
  }

  next(nowMs: number): string {
    const fromClock = BigInt(nowMs - this.#shape.epochMs) << BigInt(this.#shape.shift);
    const least = this.#last + BigInt(this.#shape.step);
    this.#last = fromClock > least ? fromClock : least;
    return this.#last.toString();
  }
}
