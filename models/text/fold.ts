/** Folding: one spelling for one word, with the way back to the original text. */
import { CHAR_CLASS, FOLDED_UNIT, INVISIBLE, SURROGATE, foldChar } from './char-classes.ts';
import { recently } from './recent.ts';

/** Text that rules look at, and where each of its units came from. */
export interface Folded {
  readonly text: string;
  /** Original start of each unit of `text`. */
  readonly starts: Uint32Array;
  /** Original end, exclusive, of each unit of `text`. */
  readonly ends: Uint32Array;
}

/** Largest text that the light tier reads, in UTF-16 units; what follows is ignored. */
export const MAX_READ = 10_000;

/** Cuts to `limit` units without splitting a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** Collects folded units with their origin. */
export class FoldedBuilder {
  #text = '';
  #starts: Uint32Array<ArrayBuffer>;
  #ends: Uint32Array<ArrayBuffer>;

  /** `expected` units are held without growing. */
  constructor(expected: number) {
    this.#starts = new Uint32Array(expected + 8);
    this.#ends = new Uint32Array(expected + 8);
  }

  /** Appends `piece`, all of whose units came from original `start` to `end`. */
  push(piece: string, start: number, end: number): void {
    let at = this.#text.length;
    this.#text += piece;
    if (this.#text.length > this.#starts.length) this.#grow();
    for (; at < this.#text.length; at++) {
      this.#starts[at] = start;
      this.#ends[at] = end;
    }
  }

  /** Appends units of another folded text with the origin that they have there. */
  pushRun({ text, starts, ends }: Folded, from: number, to: number): void {
    let at = this.#text.length;
    this.#text += text.slice(from, to);
    if (this.#text.length > this.#starts.length) this.#grow();
    for (let i = from; i < to; i++, at++) {
      this.#starts[at] = starts[i]!;
      this.#ends[at] = ends[i]!;
    }
  }

  /** Appends a piece of the original that begins at `from`, each of whose units came from its own place. */
  pushPlain(piece: string, from: number): void {
    let at = this.#text.length;
    this.#text += piece;
    if (this.#text.length > this.#starts.length) this.#grow();
    for (let i = 0; i < piece.length; i++, at++) {
      this.#starts[at] = from + i;
      this.#ends[at] = from + i + 1;
    }
  }

  #grow(): void {
    const size = this.#text.length * 2;
    const [starts, ends] = [new Uint32Array(size), new Uint32Array(size)];
    starts.set(this.#starts);
    ends.set(this.#ends);
    [this.#starts, this.#ends] = [starts, ends];
  }

  build(): Folded {
    const { length } = this.#text;
    return {
      text: this.#text,
      starts: this.#starts.subarray(0, length),
      ends: this.#ends.subarray(0, length),
    };
  }
}

/**
 * Lower case, compatibility forms, without Latin accents. Never longer than the work of one pass;
 * unpaired surrogates are kept as they are.
 */
export const fold: (text: string) => Folded = recently(foldAnew);

function foldAnew(text: string): Folded {
  let plain = asciiUntil(text, 0);
  if (plain === text.length && plain < PLACES.length) {
    const starts = PLACES.subarray(0, plain);
    return { text: text.toLowerCase(), starts, ends: PLACES.subarray(1, plain + 1) };
  }
  const out = new FoldedBuilder(text.length);
  for (let i = 0; i < text.length; i++) {
    if (plain > i) {
      out.pushPlain(text.slice(i, plain).toLowerCase(), i);
      i = plain;
      if (i === text.length) break;
    }
    const unit = text.charCodeAt(i);
    if (CHAR_CLASS[unit] === SURROGATE) {
      const point = text.codePointAt(i) ?? unit;
      const length = point > 0xffff ? 2 : 1;
      const char = text.slice(i, i + length);
      out.push(length === 2 && !isEmoji(point) ? foldChar(char) : char, i, i + length);
      i += length - 1;
    } else out.push(FOLDED_UNIT.get(unit) ?? text[i]!, i, i + 1);
    plain = asciiUntil(text, i + 1);
  }
  return out.build();
}

/** Blocks of pictographs, which have no other form. */
function isEmoji(point: number): boolean {
  return point >= 0x1f300 && point <= 0x1faff;
}

/** 0, 1, 2, …: where the units of a plain text came from. Shared, so never written. */
const PLACES: Uint32Array<ArrayBuffer> = Uint32Array.from({ length: 4_096 }, (_, i) => i);

/** Where the run of ASCII units that begins at `from` ends. */
function asciiUntil(text: string, from: number): number {
  let i = from;
  while (i < text.length && text.charCodeAt(i) < 128) i++;
  return i;
}

/** Folds a short word of a table. */
export function foldWord(word: string): string {
  return foldAnew(word).text;
}

/** Without invisible characters, so that none can stand inside a number or an address. */
export function withoutInvisible(folded: Folded): Folded {
  const { text } = folded;
  let i = 0;
  while (i < text.length && CHAR_CLASS[text.charCodeAt(i)] !== INVISIBLE) i++;
  if (i === text.length) return folded;
  const out = new FoldedBuilder(text.length);
  out.pushRun(folded, 0, i);
  for (; i < text.length; i++)
    if (CHAR_CLASS[text.charCodeAt(i)] !== INVISIBLE) out.pushRun(folded, i, i + 1);
  return out.build();
}
