/** What the finders look at: folded text without invisible characters, its words, and the way back. */
import type { Span } from '../../ports.ts';
import { CHAR_CLASS, WORD } from '../../text/char-classes.ts';
import { fold, withoutInvisible } from '../../text/fold.ts';
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
  return view(original, visible.text, placeholders, (from, to) => ({
    start: visible.starts[from]!,
    end: visible.ends[to - 1]!,
  }));
}

/** The view of a text, quick where it is plain ASCII: folding then is only lower case. */
export function quickView(original: string, placeholders: RegExp): PiiView {
  if (!isAscii(original)) return viewOf(original, withoutInvisible(fold(original)), placeholders);
  return view(original, original.toLowerCase(), placeholders, (from, to) => ({ start: from, end: to }));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7e) return false;
  return true;
}

function view(original: string, folded: string, placeholders: RegExp, spanOf: PiiView['spanOf']): PiiView {
  const text = folded.includes('[')
    ? folded.replace(placeholders, (found) => BARRIER.repeat(found.length))
    : folded;
  let words: readonly Word[] | undefined;
  return {
    text,
    get words() {
      return (words ??= wordsOf(text));
    },
    spanOf,
    isCapital: (at) => {
      const { start, end } = spanOf(at, at + 1);
      const char = original.slice(start, end);
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
