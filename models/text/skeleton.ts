/**
 * Undoes what hides a word from a list: zero-width characters, look-alike and enclosed letters, digits and signs
 * for letters, emoji between letters, letters with spaces or dots between, words cut in pieces (`fragments.ts`).
 * Repeated letters and `*` are handled by the matcher.
 */
import { CHAR_CLASS, INVISIBLE, MARK, OTHER, SPACE, SURROGATE, UNSPACED, WORD } from './char-classes.ts';
import type { Folded } from './fold.ts';
import { fragments } from './fragments.ts';
import type { Fragments } from './fragments.ts';
import { enclosedLetter, isOtherMark, LOOK_ALIKES } from './look-alikes.ts';
import { BEGIN, END, LooseBuilder } from './loose.ts';
import { flatten } from './phrases.ts';
import type { PhraseText } from './phrases.ts';
import { Pieces } from './pieces.ts';

const LEET: ReadonlyMap<string, string> = new Map(
  Array.from('0o1i3e4a5s7t8b9g@a$s!i|i€e+t£l¡i°o'.matchAll(/(.)(.)/g), ([, from, to]): [string, string] => [
    from!,
    to!,
  ]),
);

/** Signs that stand for either of two letters. */
const AMBIGUOUS: ReadonlyMap<string, string> = new Map([
  ['1', 'l'],
  ['|', 'l'],
  ['!', 'l'],
]);

/** What was undone: look-alike letters and invisible characters are issues of their own. */
export interface Skeleton extends PhraseText {
  readonly loose: Uint8Array;
  /** Places of letters of another script inside Latin words. */
  readonly lookAlikes: readonly { readonly start: number; readonly end: number }[];
  /** Places of invisible characters between letters. */
  readonly hidden: readonly { readonly start: number; readonly end: number }[];
  /** Pieces of words put together across spaces; null where nothing looks like a piece. */
  readonly fragments: Fragments | null;
}

function isLatin(unit: number): boolean {
  return unit < 0x250 && CHAR_CLASS[unit] === WORD && !(unit >= 0x30 && unit <= 0x39);
}

const WORDS = new Pieces();
const JOINED = new LooseBuilder();

/** Not for two texts at once: the lists are shared by all calls. */
export function skeleton(folded: Folded): Skeleton {
  const words = WORDS;
  words.clear();
  const lookAlikes: { start: number; end: number }[] = [];
  const hidden: { start: number; end: number }[] = [];
  const mostlyLatin = countLatin(folded.text);
  let from = 0;
  while (from < folded.text.length) {
    if (CHAR_CLASS[folded.text.charCodeAt(from)] === SPACE) {
      from++;
      continue;
    }
    let to = from + 1;
    while (to < folded.text.length && CHAR_CLASS[folded.text.charCodeAt(to)] !== SPACE) to++;
    if (!readPlain(folded, from, to, words))
      readChunk(folded, from, to, mostlyLatin, words, lookAlikes, hidden);
    from = to;
  }
  join(words, JOINED);
  const { text, starts, ends, loose, or } = JOINED.build(flatten(folded).text);
  return {
    text,
    starts,
    ends,
    loose,
    or,
    lookAlikes,
    hidden,
    fragments: fragments(words),
  };
}

/** What an ASCII unit of a chunk does that hides nothing: it is a letter, or ends a word; 0 may be a trick. */
const PLAIN_LETTER = 1;
const PLAIN_END = 2;
const PLAIN: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  const char = String.fromCharCode(unit);
  if (LEET.has(char) || LOOK_ALIKES.has(char) || "'*(".includes(char)) return 0;
  if (CHAR_CLASS[unit] === WORD) return PLAIN_LETTER;
  return CHAR_CLASS[unit] === OTHER ? PLAIN_END : 0;
});

/** Reads a chunk in which nothing can be hidden; false, and nothing read, where something may be. */
function readPlain({ text, starts, ends }: Folded, from: number, to: number, words: Pieces): boolean {
  for (let i = from; i < to; i++) if ((PLAIN[text.charCodeAt(i)] ?? 0) === 0) return false;
  for (let i = from; i < to; i++) {
    if (PLAIN[text.charCodeAt(i)] === PLAIN_LETTER)
      words.push(text[i]!, starts[i]!, ends[i]!, false, false, undefined);
    else words.close();
  }
  words.close();
  return true;
}

function countLatin(text: string): boolean {
  let latin = 0;
  let other = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isLatin(unit)) latin++;
    else if (CHAR_CLASS[unit] === WORD && unit > 0x250) other++;
  }
  return latin >= other;
}

function readChunk(
  folded: Folded,
  from: number,
  to: number,
  mostlyLatin: boolean,
  words: Pieces,
  lookAlikes: { start: number; end: number }[],
  hidden: { start: number; end: number }[],
): void {
  const { text, starts, ends } = folded;
  let latin = 0;
  let foreign = 0;
  let mappable = 0;
  let stars = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (isLatin(unit)) latin++;
    else if (unit === 0x2a) stars++;
    else if (CHAR_CLASS[unit] === WORD && unit > 0x250) {
      foreign++;
      if (LOOK_ALIKES.has(text[i]!)) mappable++;
    }
  }
  const mapsScript = foreign > 0 && (latin > 0 || (mostlyLatin && mappable === foreign));
  const letters = latin + foreign;
  let gap = false;
  let starred = false;
  const push = (piece: string, start: number, end: number, or?: string): void => {
    words.push(piece, start, end, false, gap, or);
    gap = false;
  };
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    const found = CHAR_CLASS[unit]!;
    const [start, end] = [starts[i]!, ends[i]!];
    const plain = unit < 128 ? PLAIN[unit] : 0;
    if (plain === PLAIN_LETTER) {
      push(text[i]!, start, end);
      continue;
    }
    if (plain === PLAIN_END) {
      words.close();
      continue;
    }
    if (found === MARK || isOtherMark(unit)) continue;
    if (found === INVISIBLE) {
      const afterSign = i > from && isSign(text.charCodeAt(i - 1));
      if (words.isOpen && !afterSign && i + 1 < to && isLatin(text.charCodeAt(i + 1)))
        hidden.push({ start, end });
      continue;
    }
    const point = found === SURROGATE ? (text.codePointAt(i) ?? unit) : unit;
    const char = point > 0xffff ? text.slice(i, i + 2) : text[i]!;
    if (point > 0xffff) i += 1;
    const twin = LOOK_ALIKES.get(char) ?? enclosedLetter(point);
    const foreignLetter = point > 0x250 && found === WORD;
    if (twin !== undefined && (foreignLetter ? mapsScript : true)) {
      if (foreignLetter) lookAlikes.push({ start, end });
      push(twin, start, end);
      continue;
    }
    const alone = to - from === 1;
    const letter = letters > 0 || alone ? LEET.get(char) : undefined;
    const trailing =
      !alone &&
      letter !== undefined &&
      found !== WORD &&
      !moreLetters(text, i + 1, to) &&
      (CLOSING.has(char) || !words.isOpen);
    if (letter !== undefined && !trailing) push(letter, start, end, AMBIGUOUS.get(char));
    else if (char === '(' && letters > 1 && i > from && moreLetters(text, i + 1, to)) push('c', start, end);
    else if (found === WORD || found === UNSPACED) push(char, start, end);
    else if (char === '*' && stars <= letters && (starred || starHides(text, i, from, to))) {
      push('*', start, end);
      starred = true;
    } else if (found === SURROGATE || unit > 0x2060) {
      // Between letters a sign hides a word from a list; elsewhere it is one itself.
      if (letters > 1 && words.isOpen && letterAhead(text, i + 1, to)) gap = true;
      else words.push(char, start, end, true, false, undefined);
    } else if (unit !== 0x27 && unit !== 0x2019) words.close();
    else if (CLITIC.test(text.slice(i, i + CLITIC_UNITS))) push("'", start, end);
  }
  words.close();
}

/** One star before a word, or stars inside it; a row of stars before a word is somebody else's censorship. */
function starHides(text: string, i: number, from: number, to: number): boolean {
  if (i === from) return CHAR_CLASS[text.charCodeAt(i + 1)] === WORD;
  return text[from] !== '*' && moreLetters(text, i + 1, to);
}

function isSign(unit: number): boolean {
  return CHAR_CLASS[unit] === SURROGATE || (CHAR_CLASS[unit] === OTHER && unit > 0x2060);
}

/** Whether a letter follows after signs and invisible characters only. */
function letterAhead(text: string, i: number, to: number): boolean {
  while (i < to && (isSign(text.charCodeAt(i)) || CHAR_CLASS[text.charCodeAt(i)] === INVISIBLE)) i++;
  return i < to && CHAR_CLASS[text.charCodeAt(i)] === WORD;
}

/** Whether a letter or digit comes next, after a few signs that stand for letters at most. */
function moreLetters(text: string, from: number, to: number): boolean {
  let i = from;
  while (i < to && i < from + 4 && (BETWEEN.has(text[i]!) || LEET.has(text[i]!))) {
    if (CHAR_CLASS[text.charCodeAt(i)] === WORD) return true;
    i++;
  }
  return i < to && CHAR_CLASS[text.charCodeAt(i)] === WORD;
}

/** Signs that may stand between a sign for a letter and the next letter. */
const BETWEEN = new Set(['*', '(', '.', '-', '_']);
/** Signs that end a sentence, and so stand for a letter only inside a word. */
const CLOSING = new Set(['!', '¡']);
/** What stands behind an apostrophe in ordinary words (`he'll`): there the apostrophe stays. */
const CLITIC = /^['\u2019](?:ll|re|ve|s|t|d|m)(?![\p{L}\p{N}])/u;
const CLITIC_UNITS = 4;

/** More of the same letter in a row say no more, and would let a matcher walk for long. */
const MAX_REPEATS = 3;

/** Fewer single letters in a row are initials or small words. */
const ENOUGH_SINGLES = 3;

/** End of the run of single letters that begins at `from`, if it is one word in disguise; else the next word. */
function singlesEnd(words: Pieces, from: number): number {
  let until = from;
  let letters = 0;
  for (; until < words.words; until++) {
    if (isOnlySigns(words, until)) continue;
    if (words.to(until) - words.from(until) > 1) break;
    letters++;
  }
  return letters >= ENOUGH_SINGLES ? until : from;
}

function isOnlySigns(words: Pieces, word: number): boolean {
  for (let i = words.from(word); i < words.to(word); i++) if (!words.signs[i]!) return false;
  return true;
}

/** Puts words together again; three or more single letters in a row become one loose word. */
function join(words: Pieces, out: LooseBuilder): void {
  const { texts, starts, ends, signs, gaps, ors } = words;
  out.clear();
  let last = '';
  let repeats = 0;
  let word = 0;
  while (word < words.words) {
    const singles = singlesEnd(words, word);
    const merged = singles > word;
    const first = words.from(word);
    word = merged ? singles : word + 1;
    if (out.length > 0) {
      out.push(' ', starts[first]!, starts[first]!, 0);
      last = '';
    }
    const to = words.to(word - 1);
    for (let i = first; i < to; i++) {
      if (merged && signs[i]!) continue;
      const gap = gaps[i]!;
      if (gap) out.mayEndHere();
      const loose = merged ? BEGIN | END : gap ? BEGIN : 0;
      const piece = texts[i]!;
      for (const char of piece) {
        repeats = char === last ? repeats + 1 : 1;
        last = char;
        if (repeats > MAX_REPEATS) out.stretch(ends[i]!);
        else out.push(char, starts[i]!, ends[i]!, loose, ors[i]);
      }
    }
  }
}
