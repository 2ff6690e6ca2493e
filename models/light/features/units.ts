/** What a UTF-16 unit is to the scanner, and its lower case: tables filled once in a few milliseconds. */

export const SPACE = 0;
/** Letters, digits, combining marks, underscore. */
export const WORD = 1;
/** Scripts without spaces between words: Han, Kana, Thai, Lao, Khmer, Myanmar. */
export const UNSPACED = 2;
export const PUNCTUATION = 3;
/** Symbols and surrogates: each emoji is a token. */
export const SYMBOL = 4;
/** Dropped: zero-width, joiners, variation selectors, controls of direction. */
export const INVISIBLE = 5;
/** The private-use units below. */
export const MARKER = 6;

/** What the normaliser puts in place of what it masks, and behind words written in a special way. */
export const URL_MARK = 0xe001;
export const USER_MARK = 0xe002;
export const CAPS_MARK = 0xe003;
export const LONG_MARK = 0xe004;
/** Stands for the dots of a host name, so that it stays one word. */
export const DOT_MARK = 0xe005;

const WORD_CHAR = /[\p{L}\p{M}\p{N}_]/u;
const SPACE_CHAR = /[\s\p{Z}\p{Cc}]/u;
const INVISIBLE_CHAR = /\p{Default_Ignorable_Code_Point}|\p{Cf}/u;
const PUNCTUATION_CHAR = /[\p{P}\p{Sc}\p{Sm}\p{Sk}]/u;
const UNSPACED_CHAR = /[\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}ー]/u;

function classOf(unit: number): number {
  const char = String.fromCharCode(unit);
  if (SPACE_CHAR.test(char)) return SPACE;
  if (INVISIBLE_CHAR.test(char)) return INVISIBLE;
  if (UNSPACED_CHAR.test(char)) return UNSPACED;
  if (WORD_CHAR.test(char)) return WORD;
  return PUNCTUATION_CHAR.test(char) ? PUNCTUATION : SYMBOL;
}

/** Whole ranges of one class, so that the tables need no 65,536 look-ups: first unit, last unit, class. */
const RANGES: readonly (readonly [number, number, number])[] = [
  [0x3400, 0x4dbf, UNSPACED],
  [0x4e00, 0x9fff, UNSPACED],
  [0xa000, 0xabff, WORD],
  [0xac00, 0xd7ff, WORD],
  [0xd800, 0xdfff, SYMBOL],
  [0xe000, 0xf8ff, INVISIBLE],
  [0xf900, 0xfaff, UNSPACED],
];

export const UNIT_CLASS: Uint8Array = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(65_536).fill(SYMBOL);
  for (let unit = 0; unit < 0x3400; unit++) classes[unit] = classOf(unit);
  for (let unit = 0xfb00; unit < 0x10000; unit++) classes[unit] = classOf(unit);
  for (const [first, last, found] of RANGES) classes.fill(found, first, last + 1);
  for (let unit = URL_MARK; unit <= LONG_MARK; unit++) classes[unit] = MARKER;
  classes[DOT_MARK] = WORD;
  return classes;
}

/** Lower case of each unit; units whose lower case is longer than one unit stay. */
export const LOWER: Uint16Array = buildLower();

function buildLower(): Uint16Array {
  const lower = Uint16Array.from({ length: 65_536 }, (_, unit) => unit);
  const fill = (first: number, last: number): void => {
    for (let unit = first; unit <= last; unit++) {
      const folded = String.fromCharCode(unit).toLowerCase();
      if (folded.length === 1) lower[unit] = folded.charCodeAt(0);
    }
  };
  fill(0x41, 0x5a);
  fill(0xc0, 0x587);
  fill(0x10a0, 0x13ff);
  fill(0x1e00, 0x1fff);
  fill(0x2c00, 0x2dff);
  fill(0xff21, 0xff3a);
  lower[0x2019] = 0x27;
  lower[0x2018] = 0x27;
  lower[0x201c] = 0x22;
  lower[0x201d] = 0x22;
  return lower;
}

/** Each unit without its Latin accents, as the lexicons are written. */
export const PLAIN: Uint16Array = buildPlain();

function buildPlain(): Uint16Array {
  const plain = Uint16Array.from({ length: 65_536 }, (_, unit) => unit);
  for (const [first, last] of [
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
  ] as const) {
    for (let unit = first; unit <= last; unit++) {
      plain[unit] = String.fromCharCode(unit).normalize('NFD').charCodeAt(0);
    }
  }
  return plain;
}
