/** Text put together from pieces: where phrases may begin and end inside it, and letters that are not certain. */
import type { PhraseText } from './phrases.ts';

/** A phrase may begin at this unit. */
export const BEGIN = 1;
/** A phrase may end with this unit. */
export const END = 2;

export class LooseBuilder {
  #text = '';
  #starts: Uint32Array<ArrayBuffer>;
  #ends: Uint32Array<ArrayBuffer>;
  #loose: Uint8Array<ArrayBuffer>;
  readonly #or = new Map<number, number>();

  /** `expected` units are held without growing. */
  constructor(expected: number) {
    this.#starts = new Uint32Array(expected + 8);
    this.#ends = new Uint32Array(expected + 8);
    this.#loose = new Uint8Array(expected + 8);
  }

  get length(): number {
    return this.#text.length;
  }

  /** @param or another letter that the piece may stand for */
  push(piece: string, start: number, end: number, loose: number, or?: string): void {
    let at = this.#text.length;
    if (or !== undefined) this.#or.set(at, or.charCodeAt(0));
    this.#text += piece;
    if (this.#text.length > this.#loose.length) this.#grow();
    for (; at < this.#text.length; at++) {
      this.#starts[at] = start;
      this.#ends[at] = end;
      this.#loose[at] = loose;
    }
  }

  #grow(): void {
    const size = this.#text.length * 2;
    const [starts, ends, loose] = [new Uint32Array(size), new Uint32Array(size), new Uint8Array(size)];
    starts.set(this.#starts);
    ends.set(this.#ends);
    loose.set(this.#loose);
    [this.#starts, this.#ends, this.#loose] = [starts, ends, loose];
  }

  /** A phrase may end with what was pushed last. */
  mayEndHere(): void {
    if (this.#text.length > 0) this.#loose[this.#text.length - 1]! |= END;
  }

  /** What was pushed last reaches to here in the original. */
  stretch(end: number): void {
    if (this.#text.length > 0) this.#ends[this.#text.length - 1] = end;
  }

  build(): Required<PhraseText> {
    const { length } = this.#text;
    return {
      text: this.#text,
      starts: this.#starts.subarray(0, length),
      ends: this.#ends.subarray(0, length),
      loose: this.#loose.subarray(0, length),
      or: this.#or,
    };
  }
}
