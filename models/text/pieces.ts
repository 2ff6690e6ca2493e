/**
 * Words taken apart: what each unit of a word is read as, and where it came from. Lists side by side that are used again
 * for every text, because an object a unit took longer to make and to clear away than to read.
 */

export class Pieces {
  /** By unit: the letters that it is read as; most often one. */
  readonly texts: string[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** An emoji or another sign that is no letter. */
  readonly signs: boolean[] = [];
  /** Something was dropped before it: a phrase may end before and begin here. */
  readonly gaps: boolean[] = [];
  /** Other letter that the sign may stand for. */
  readonly ors: (string | undefined)[] = [];
  /** By word: one past its last unit. */
  readonly #wordEnds: number[] = [];
  #units = 0;
  #words = 0;

  clear(): void {
    this.#units = 0;
    this.#words = 0;
  }

  get words(): number {
    return this.#words;
  }

  /** First unit of a word; of the word behind the last, where the open one begins. */
  from(word: number): number {
    return word === 0 ? 0 : this.#wordEnds[word - 1]!;
  }

  /** One past the last unit of a word. */
  to(word: number): number {
    return this.#wordEnds[word]!;
  }

  /** Whether a word has begun and not ended. */
  get isOpen(): boolean {
    return this.#units > this.from(this.#words);
  }

  push(text: string, start: number, end: number, sign: boolean, gap: boolean, or: string | undefined): void {
    const at = this.#units++;
    this.texts[at] = text;
    this.starts[at] = start;
    this.ends[at] = end;
    this.signs[at] = sign;
    this.gaps[at] = gap;
    this.ors[at] = or;
  }

  /** Ends the word, where one has begun. */
  close(): void {
    if (this.isOpen) this.#wordEnds[this.#words++] = this.#units;
  }
}
