/** What a code unit is, looked up in tables that are filled once: no regular expression runs per text. */

export const OTHER = 0;
export const WORD = 1;
export const SPACE = 2;
/** Letters of scripts that put no space between words (Han, Kana, Thai, Lao, Khmer, Myanmar). */
export const UNSPACED = 3;
/** Combining marks of Latin, Greek and Cyrillic: dropped by folding. */
export const MARK = 4;
/** Invisible: zero-width, joiners, bidirectional controls, variation selectors, soft hyphen, tags. */
export const INVISIBLE = 5;
export const SURROGATE = 6;

const WORD_CHAR = /[\p{L}\p{M}\p{N}]/u;
const SPACE_CHAR = /[\s\p{Z}]/u;
const UNSPACED_CHAR = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}ー]/u;
const INVISIBLE_CHAR = /\p{Default_Ignorable_Code_Point}|\p{Cf}/u;

/** Han, Hangul syllables and private use: whole ranges of one class that folding leaves alone; skipped for a quick start. */
function rangeOf(unit: number): number | null {
  if (unit >= 0x3400 && unit <= 0x9fff) return unit >= 0x4dc0 && unit <= 0x4dff ? null : UNSPACED;
  if (unit >= 0xac00 && unit <= 0xd7a3) return WORD;
  return unit >= 0xe000 && unit <= 0xf8ff ? OTHER : null;
}

function classOf(unit: number): number {
  const range = rangeOf(unit);
  if (range !== null) return range;
  if (unit >= 0xd800 && unit <= 0xdfff) return SURROGATE;
  if (unit >= 0x0300 && unit <= 0x036f && unit !== 0x034f) return MARK;
  const char = String.fromCharCode(unit);
  if (INVISIBLE_CHAR.test(char)) return INVISIBLE;
  if (SPACE_CHAR.test(char)) return SPACE;
  if (UNSPACED_CHAR.test(char)) return UNSPACED;
  return WORD_CHAR.test(char) ? WORD : OTHER;
}

/** Class of each UTF-16 code unit. */
export const CHAR_CLASS: Uint8Array = Uint8Array.from({ length: 65_536 }, (_, unit) => classOf(unit));

const DECIMAL = /\p{Nd}/u;
const MARKS = /[\u0300-\u036f]/g;

/** Lower case, compatibility form (full-width, ligatures), without Latin accents: `É` is `e`, `ﬁ` is `fi`. */
export function foldChar(char: string): string {
  return char.normalize('NFKD').replace(MARKS, '').normalize('NFC').toLowerCase().replace(MARKS, '');
}

/** Folded form of each code unit that folding changes; absent means unchanged. */
export const FOLDED_UNIT: ReadonlyMap<number, string> = new Map(
  Array.from({ length: 65_536 }, (_, unit): [number, string] => [unit, foldUnit(unit)]).filter(
    ([unit, folded]) => folded !== String.fromCharCode(unit),
  ),
);

/** Decimal digits of any script (Unicode keeps them in runs of ten) as ASCII digits; null for anything else. */
function asciiDigit(unit: number): string | null {
  if (!DECIMAL.test(String.fromCharCode(unit))) return null;
  let zero = unit;
  while (DECIMAL.test(String.fromCharCode(zero - 1))) zero--;
  return String((unit - zero) % 10);
}

function foldUnit(unit: number): string {
  const char = String.fromCharCode(unit);
  if (rangeOf(unit) !== null) return char;
  const digit = asciiDigit(unit);
  if (digit !== null) return digit;
  const found = CHAR_CLASS[unit];
  if (found === SURROGATE || found === SPACE || found === INVISIBLE) return char;
  if (found === MARK) return '';
  // Hangul would be taken apart and put together again; Arabic presentation forms may gain spaces.
  const folded = foldChar(char);
  return folded.includes(' ') ? char : folded;
}
