/** Text put together from pieces: where phrases may begin and end inside it, and letters that are not certain. */
import type { PhraseText } from './phrases.ts';

/** A phrase may begin at this unit. */
export const BEGIN = 1;
/** A phrase may end with this unit. */
export const END = 2;

const NOWHERE: ReadonlyMap<number, number> = new Map();

/** Used again for every text: what it collects is copied when it is built. */
export class LooseBuilder {
  #units = new Uint16Array(256);
  #starts = new Uint32Array(256);
  #ends = new Uint32Array(256);
  #loose = new Uint8Array(256);
  #or: Map<number, number> | undefined;
  #length = 0;

  clear(): void {
    this.#length = 0;
    this.#or = undefined;
  }

  get length(): number {
    return this.#length;
  }

  /** @param or another letter that the piece may stand for */
  push(piece: string, start: number, end: number, loose: number, or?: string): void {
    if (or !== undefined) (this.#or ??= new Map()).set(this.#length, or.charCodeAt(0));
    if (this.#length + piece.length > this.#units.length) this.#grow(piece.length);
    for (let i = 0; i < piece.length; i++) {
      const at = this.#length++;
      this.#units[at] = piece.charCodeAt(i);
      this.#starts[at] = start;
      this.#ends[at] = end;
      this.#loose[at] = loose;
    }
  }

  #grow(more: number): void {
    const size = 2 * (this.#length + more);
    const [units, starts, ends] = [new Uint16Array(size), new Uint32Array(size), new Uint32Array(size)];
    const loose = new Uint8Array(size);
    units.set(this.#units);
    starts.set(this.#starts);
    ends.set(this.#ends);
    loose.set(this.#loose);
    [this.#units, this.#starts, this.#ends, this.#loose] = [units, starts, ends, loose];
  }

  /** A phrase may end with what was pushed last. */
  mayEndHere(): void {
    if (this.#length > 0) this.#loose[this.#length - 1]! |= END;
  }

  /** What was pushed last reaches to here in the original. */
  stretch(end: number): void {
    if (this.#length > 0) this.#ends[this.#length - 1] = end;
  }

  /** @param likely what the text most often is: then that string is taken, and none is made */
  build(likely = ''): Required<PhraseText> {
    const length = this.#length;
    return {
      text: this.#isText(likely) ? likely : textOf(this.#units, length),
      starts: this.#starts.slice(0, length),
      ends: this.#ends.slice(0, length),
      loose: this.#loose.slice(0, length),
      or: this.#or ?? NOWHERE,
    };
  }

  #isText(likely: string): boolean {
    if (likely.length !== this.#length) return false;
    for (let i = 0; i < likely.length; i++) if (likely.charCodeAt(i) !== this.#units[i]) return false;
    return true;
  }
}

/** Half characters stay as they are. */
function textOf(units: Uint16Array, length: number): string {
  return Buffer.from(units.buffer, 0, 2 * length).toString('utf16le');
}
