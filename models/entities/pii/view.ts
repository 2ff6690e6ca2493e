/** What the finders look at: folded text without invisible characters, its words, and the way back. */
import type { Span } from '../../ports.ts';
import { CHAR_CLASS, WORD } from '../../text/char-classes.ts';
import type { Folded } from '../../text/fold.ts';

export interface Word {
  /** In the view, end exclusive. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly digits: number;
}

export interface PiiView {
  /** Folded; placeholders are blanked out, unit for unit. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly spanOf: (from: number, to: number) => Span;
  /** True when the unit of the original that this one came from is a capital letter. */
  readonly isCapital: (at: number) => boolean;
}

/** Ends every finder's run: neither letter, digit nor separator. */
const BARRIER = '\ufffc';

export function isLetterOrDigit(unit: number): boolean {
  return CHAR_CLASS[unit] === WORD;
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** `placeholders` finds what is already masked, in folded text. */
export function viewOf(original: string, visible: Folded, placeholders: RegExp): PiiView {
  const text = visible.text.includes('[')
    ? visible.text.replace(placeholders, (found) => BARRIER.repeat(found.length))
    : visible.text;
  return {
    text,
    words: wordsOf(text),
    spanOf: (from, to) => ({ start: visible.starts[from]!, end: visible.ends[to - 1]! }),
    isCapital: (at) => {
      const char = original.slice(visible.starts[at], visible.ends[at]);
      return char !== char.toLowerCase();
    },
  };
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let i = 0;
  while (i < text.length) {
    if (!isLetterOrDigit(text.charCodeAt(i))) {
      i++;
      continue;
    }
    let to = i;
    let digits = 0;
    while (to < text.length && isLetterOrDigit(text.charCodeAt(to))) {
      if (isDigit(text.charCodeAt(to))) digits++;
      to++;
    }
    words.push({ from: i, to, text: text.slice(i, to), digits });
    i = to;
  }
  return words;
}
