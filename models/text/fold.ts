/** Folding: one spelling for one word, with the way back to the original text. */
import { CHAR_CLASS, FOLDED_UNIT, INVISIBLE, SURROGATE, foldChar } from './char-classes.ts';

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
  #starts: number[] = [];
  #ends: number[] = [];

  /** Appends `piece`, all of whose units came from original `start` to `end`. */
  push(piece: string, start: number, end: number): void {
    this.#text += piece;
    for (let i = 0; i < piece.length; i++) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  build(): Folded {
    return { text: this.#text, starts: Uint32Array.from(this.#starts), ends: Uint32Array.from(this.#ends) };
  }
}

/**
 * Lower case, compatibility forms, without Latin accents. Never longer than the work of one pass;
 * unpaired surrogates are kept as they are.
 */
export function fold(text: string): Folded {
  const out = new FoldedBuilder();
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (CHAR_CLASS[unit] === SURROGATE) {
      const point = text.codePointAt(i) ?? unit;
      const length = point > 0xffff ? 2 : 1;
      const char = text.slice(i, i + length);
      out.push(length === 2 ? foldChar(char) : char, i, i + length);
      i += length - 1;
      continue;
    }
    out.push(FOLDED_UNIT.get(unit) ?? text[i]!, i, i + 1);
  }
  return out.build();
}

/** Folds a short word of a table. */
export function foldWord(word: string): string {
  return fold(word).text;
}

/** Without invisible characters, so that none can stand inside a number or an address. */
export function withoutInvisible(folded: Folded): Folded {
  const out = new FoldedBuilder();
  for (let i = 0; i < folded.text.length; i++) {
    if (CHAR_CLASS[folded.text.charCodeAt(i)] === INVISIBLE) continue;
    out.push(folded.text[i]!, folded.starts[i]!, folded.ends[i]!);
  }
  return out.build();
}
