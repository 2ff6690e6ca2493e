/** Text put together from pieces: where phrases may begin and end inside it, and letters that are not certain. */
import type { PhraseText } from './phrases.ts';

/** A phrase may begin at this unit. */
export const BEGIN = 1;
/** A phrase may end with this unit. */
export const END = 2;

export class LooseBuilder {
  #text = '';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #loose: number[] = [];
  readonly #or = new Map<number, number>();

  get length(): number {
    return this.#text.length;
  }

  /** @param or another letter that the piece may stand for */
  push(piece: string, start: number, end: number, loose: number, or?: string): void {
    if (or !== undefined) this.#or.set(this.#text.length, or.charCodeAt(0));
    this.#text += piece;
    for (let k = 0; k < piece.length; k++) {
      this.#starts.push(start);
      this.#ends.push(end);
      this.#loose.push(loose);
    }
  }

  /** A phrase may end with what was pushed last. */
  mayEndHere(): void {
    if (this.#loose.length > 0) this.#loose[this.#loose.length - 1]! |= END;
  }

  /** What was pushed last reaches to here in the original. */
  stretch(end: number): void {
    this.#ends[this.#ends.length - 1] = end;
  }

  build(): Required<PhraseText> {
    return {
      text: this.#text,
      starts: new Uint32Array(this.#starts),
      ends: new Uint32Array(this.#ends),
      loose: new Uint8Array(this.#loose),
      or: this.#or,
    };
  }
}
