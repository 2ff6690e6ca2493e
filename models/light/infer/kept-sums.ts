/** Sums of the texts read lately: in the flow, what classifies a text and what analyzes it ask one after the other. */

export interface Sums {
  /** Features of the text. */
  readonly count: number;
  /** All columns of all planes; only those of summed groups mean anything. */
  readonly sums: Int32Array;
  /** 1 for each group that is summed. */
  readonly summed: Uint8Array;
}

/** The longest text that is kept, so that a few long ones do not fill the memory. */
const LONGEST = 2_000;

/** As many texts as it was made for; the one that was put in first goes first. */
export class KeptSums {
  readonly #most: number;
  readonly #byText = new Map<string, { count: number; sums: Int32Array; summed: Uint8Array }>();

  constructor(most: number) {
    this.#most = most;
  }

  get(text: string): Sums | undefined {
    return this.#byText.get(text);
  }

  /** Copies what it is given, into the room of the text that goes, where one goes. */
  set(text: string, { count, sums, summed }: Sums): void {
    if (this.#most === 0 || text.length > LONGEST) return;
    let room = this.#byText.get(text);
    if (room === undefined && this.#byText.size >= this.#most) {
      const [oldest, freed] = this.#byText.entries().next().value!;
      this.#byText.delete(oldest);
      room = freed;
    }
    if (room === undefined) {
      this.#byText.set(text, { count, sums: sums.slice(), summed: summed.slice() });
      return;
    }
    room.count = count;
    room.sums.set(sums);
    room.summed.set(summed);
    this.#byText.set(text, room);
  }
}
