/** What each UTF-16 unit may be part of, looked up in one table that is filled once (twitter-text's character classes). */

/** Inside a host label: anything but ASCII punctuation, spaces, direction marks. */
export const HOST = 1;
/** `a-z`, `A-Z`, `0-9`. */
export const ALNUM = 2;
/** Letters with accents of Latin scripts: may stand in a host without scheme. */
export const ACCENTED = 4;
export const TAG_ALPHA = 8;
/** Letter, mark, digit, or one of the few signs that tags hold. */
export const TAG = 16;
export const PATH = 32;
export const PATH_END = 64;
export const QUERY = 128;
export const QUERY_END = 256;
/** Surrogates: their meaning is in the pair. */
export const HALF = 512;
/** Where something may begin: `@`, `#`, `$`, `.` and their full-width forms. */
export const TRIGGER = 1024;

const PUNCTUATION = '!\'#%&()*+,\\-./:;<=>?@[]^_{|}~$"`';
const DIRECTION = /[\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069]/;
const INVALID = /[\ufffe\ufeff\uffff]/;
const SPACE = /[\s\u0085\u180e]/;
const LATIN_ACCENT =
  /[\u0300-\u036f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb\u1e00-\u1eff]/;
const TAG_ALPHA_CHAR = /[\p{L}\p{M}]/u;
const TAG_CHAR =
  /[\p{L}\p{M}\p{Nd}_\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7]|\u200c|\u200d/u;
const CYRILLIC = /[\u0400-\u04ff]/;
const PATH_CHAR = /[a-zA-Z0-9!*';:=+,.$/%#[\]\-\u2013_~@|&]/;
const PATH_END_CHAR = /[+\-a-zA-Z0-9=_#/]/;
const QUERY_CHAR = /[a-zA-Z0-9!?*'@();:&=+$/%#[\]\-_.,~|]/;
const QUERY_END_CHAR = /[a-zA-Z0-9\-_&=#/]/;

function flagsOf(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return HALF | HOST;
  const char = String.fromCharCode(unit);
  let flags = 0;
  const letter = LATIN_ACCENT.test(char);
  if (!PUNCTUATION.includes(char) && !SPACE.test(char) && !DIRECTION.test(char) && !INVALID.test(char))
    flags |= HOST;
  if (/[a-zA-Z0-9]/.test(char)) flags |= ALNUM;
  if (letter) flags |= ACCENTED;
  if (TAG_ALPHA_CHAR.test(char)) flags |= TAG_ALPHA;
  if (TAG_CHAR.test(char)) flags |= TAG;
  if (letter || CYRILLIC.test(char)) flags |= PATH | PATH_END;
  if (PATH_CHAR.test(char)) flags |= PATH;
  if (PATH_END_CHAR.test(char)) flags |= PATH_END;
  if (QUERY_CHAR.test(char)) flags |= QUERY;
  if (QUERY_END_CHAR.test(char)) flags |= QUERY_END;
  if ('@＠#＃$.'.includes(char)) flags |= TRIGGER;
  return flags;
}

/** Han and Hangul: whole ranges of one meaning, skipped for a quick start. */
function quickFlags(unit: number): number {
  if ((unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0xac00 && unit <= 0xd7a3)) return HOST | TAG_ALPHA | TAG;
  return flagsOf(unit);
}

export const FLAGS: Uint16Array = Uint16Array.from({ length: 65_536 }, (_, unit) => quickFlags(unit));

/** Flags of the unit at `at`; 0 outside the text. */
export function flagsAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? FLAGS[text.charCodeAt(at)]! : 0;
}

export function isDirectionMark(unit: number): boolean {
  return unit > 0x600 && DIRECTION.test(String.fromCharCode(unit));
}

export function isSpaceUnit(unit: number): boolean {
  return unit <= 0x20 || (unit >= 0x85 && SPACE.test(String.fromCharCode(unit)));
}
