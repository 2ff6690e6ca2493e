/**
 * Postal addresses: a street with a house number, then what belongs to it up to the post code and town, and post
 * codes that look like nothing else. Patterns, not a gazetteer: an address without a number is not seen.
 */
import type { PiiFound } from './kinds.ts';
import * as streets from './street-words.ts';
import { isLetterOrDigit } from './view.ts';
import type { PiiView, Word } from './view.ts';

/** Words of a street's name. */
const MAX_NAME = 5;
/** Words between house number and post code. */
const MAX_TAIL = 7;

export function findAddresses(view: PiiView): PiiFound[] {
  const found: PiiFound[] = [];
  const { words } = view;
  let i = 0;
  while (i < words.length) {
    const last = streetAt(view, i);
    if (last < 0) {
      i++;
      continue;
    }
    const end = withTown(view, last);
    found.push({ kind: 'postal_address', span: view.spanOf(words[i]!.from, words[end]!.to) });
    i = end + 1;
  }
  return [...found, ...findPostCodes(view)];
}

/** Index of the last word of the street line that begins at word `i`, or -1. */
function streetAt(view: PiiView, i: number): number {
  const { words } = view;
  const word = words[i]!;
  if (isHouse(word)) return numberFirst(view, i);
  if (word.digits > 0) return -1;
  if (streets.STREET_THEN_NUMBER.has(word.text)) return typeFirst(view, i, false);
  if (streets.STREET_THEN_NUMBER_WEAK.has(word.text)) return typeFirst(view, i, true);
  if (word.text === 'box' || streets.BOX_WORDS.has(word.text))
    return isHouse(words[i + 1]) && joined(view, i) ? i + 1 : -1;
  return byEnding(view, i);
}

/** House numbers: `12`, `12b`, `12345`. */
function isHouse(word: Word | undefined): boolean {
  if (word === undefined || word.digits === 0 || word.digits > 5) return false;
  const letters = word.text.length - word.digits;
  return letters <= 1 && /^\d+[a-z]?$/.test(word.text);
}

/** Words `i` and `i + 1` stand in one line of an address. */
function joined({ text, words }: PiiView, i: number): boolean {
  const next = words[i + 1];
  if (next === undefined) return false;
  const from = words[i]!.to;
  if (next.from - from > 4) return false;
  for (let at = from; at < next.from; at++) if (!" ,.-/\u2019'\n\u00a0º°#".includes(text[at]!)) return false;
  return true;
}

function numberFirst(view: PiiView, i: number): number {
  const { words, isCapital } = view;
  if (!joined(view, i)) return -1;
  let at = i + 1;
  if (/^(?:bis|ter|quater|b)$/.test(words[at]!.text) && joined(view, at)) at++;
  const type = words[at]!.text;
  const strong = streets.NUMBER_THEN_STREET.has(type);
  if (strong || streets.NUMBER_THEN_STREET_WEAK.has(type)) {
    const last = nameAfter(view, at, strong);
    if (last > at) return last;
  }
  let capitals = true;
  for (let n = i + 1; n <= i + MAX_NAME && n < words.length; n++) {
    const word = words[n]!;
    if (streets.NEVER_IN_NAME.has(word.text)) return -1;
    if (n > i + 1 && streets.STREET_AFTER.has(word.text)) return n;
    if (n > i + 1 && capitals && streets.STREET_AFTER_WEAK.has(word.text) && isCapital(word.from)) return n;
    capitals &&= isCapital(word.from) || word.digits > 0;
    if (!joined(view, n)) return -1;
  }
  return -1;
}

/** Last word of the name that follows the type at `at`: particles, then words up to the end of the capitals. */
function nameAfter(view: PiiView, at: number, strong: boolean): number {
  const { words, isCapital } = view;
  let last = at;
  for (let n = at; n < at + MAX_NAME && joined(view, n); n++) {
    const next = words[n + 1]!;
    if (next.digits > 0) break;
    if (streets.PARTICLES.has(next.text)) continue;
    if (!isCapital(next.from) && !(strong && last === at)) break;
    last = n + 1;
  }
  return last;
}

function typeFirst(view: PiiView, i: number, weak: boolean): number {
  const { words, text, isCapital } = view;
  let named = 0;
  for (let n = i; n <= i + MAX_NAME && joined(view, n); n++) {
    const next = words[n + 1]!;
    const comma = text.slice(words[n]!.to, next.from).includes(',');
    if (named > 0 && isHouse(next)) return n + 1;
    if (streets.PARTICLES.has(next.text)) continue;
    if (comma || next.digits > 0) return -1;
    if (!isCapital(next.from) && (weak || named > 0 || streets.NEVER_IN_NAME.has(next.text))) {
      // `calle mayor, 5`: all lower case, with a comma or the number right behind the name.
      if (weak || named > 1) return -1;
    }
    named++;
  }
  return -1;
}

function byEnding(view: PiiView, i: number): number {
  const { words, isCapital } = view;
  const { text, from } = words[i]!;
  const strong = streets.STREET_ENDINGS.some((ending) => text.endsWith(ending));
  const weak = streets.STREET_ENDINGS_WEAK.some(
    (ending) => text.endsWith(ending) && text.length > ending.length + 2,
  );
  if (!strong && !(weak && isCapital(from))) return -1;
  if (!joined(view, i) || !isHouse(words[i + 1])) return -1;
  return words[i + 1]!.digits <= 4 ? i + 1 : -1;
}

const POST_CODE = /^(?:\d{4,5}|\d{4}[a-z]{2}|[a-z]{1,2}\d[a-z0-9]?|[a-z]\d[a-z]|\d{2})$/;

/** Last word of the town behind the street, when a post code follows; else the street's last word. */
function withTown(view: PiiView, last: number): number {
  const { words, isCapital } = view;
  for (let n = last; n < last + MAX_TAIL && joined(view, n); n++) {
    const next = words[n + 1]!;
    if (!POST_CODE.test(next.text) || next.digits === 0) continue;
    if (next.digits <= 2 && next.text.length === 2 && next.digits === 2 && words[n + 2]?.digits !== 3)
      continue;
    let end = n + 1;
    for (let town = 0; town < 3 && joined(view, end); town++) {
      const part = words[end + 1]!;
      if (!isCapital(part.from) && part.digits === 0) break;
      end++;
    }
    return end;
  }
  return last;
}

/** Post codes that nothing else looks like: GB, CA, BR, PT, JP, US with a state. Folded text. */
const CODES = [
  /[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}/g,
  /[abceghj-nprstvxy]\d[a-z][ -]\d[a-z]\d/g,
  /\d{5}-\d{3}/g,
  /\d{4}-\d{3} [a-z]{3}/g,
  /〒 ?\d{3}-?\d{4}/g,
  /[a-z]{2},? \d{5}(?:-\d{4})?/g,
];
const US_CODE = 5;

function findPostCodes({ text, spanOf, isCapital }: PiiView): PiiFound[] {
  const found: PiiFound[] = [];
  for (const [index, code] of CODES.entries()) {
    for (const match of text.matchAll(code)) {
      const from = match.index;
      const to = from + match[0].length;
      if (isLetterOrDigit(text.charCodeAt(from - 1)) || isLetterOrDigit(text.charCodeAt(to))) {
        if (index !== 3) continue;
      }
      const letters = match[0].slice(0, 2);
      if (index < 2 && !isCapital(from)) continue;
      if (index === US_CODE && !(streets.US_STATES.has(letters) && isCapital(from) && isCapital(from + 1)))
        continue;
      found.push({ kind: 'postal_address', span: spanOf(from, to) });
    }
  }
  return found;
}
