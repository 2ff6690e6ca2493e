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
  readonly #byText = new Map<string, Sums>();

  constructor(most: number) {
    this.#most = most;
  }

  get(text: string): Sums | undefined {
    return this.#byText.get(text);
  }

  /** Copies what it is given. */
  set(text: string, { count, sums, summed }: Sums): void {
    if (this.#most === 0 || text.length > LONGEST) return;
    if (this.#byText.size >= this.#most && !this.#byText.has(text)) {
      this.#byText.delete(this.#byText.keys().next().value!);
    }
    this.#byText.set(text, { count, sums: sums.slice(), summed: summed.slice() });
  }
}
