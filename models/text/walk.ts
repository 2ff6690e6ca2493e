/** Walks a trie along a text: where phrases may begin and end, exactly or past what hides letters. */
import { CHAR_CLASS, WORD } from './char-classes.ts';
import { BEGIN, END } from './loose.ts';
import type { PhraseText } from './phrases.ts';
import { child, children } from './trie.ts';
import type { Node } from './trie.ts';

const SPACE_UNIT = 0x20;
const WILDCARD = 0x2a;
/** Ways followed at once while letters are open; more are not looked at. */
const MAX_WAYS = 64;
const MAX_REST = 30;
const EMPTY: readonly Node[] = [];
/** A skeleton holds a letter at most three times in a row, so no hit is longer than three times its phrase. */
export const REPEATS = 3;

/** Takes a hit; `reach` is how many units of the text behind its first it spans. */
export type Add = (entry: number, start: number, end: number, reach: number) => void;

/** As written. */
export function walkExact(root: Node, text: PhraseText, from: number, add: Add): void {
  let at = root;
  for (let i = from; i < text.text.length; i++) {
    const next = child(at, text.text.charCodeAt(i));
    if (next === undefined) return;
    at = next;
    report(text, from, i, at, add);
  }
}

/**
 * As written, but a repeated letter may be skipped, `*` stands for any letter, and some units for either of two.
 * @returns false where a letter was any letter or ways were given up: which hits there are, and in which order, then
 *   depends on what else is in the trie
 */
export function walkOpen(root: Node, longest: number, text: PhraseText, from: number, add: Add): boolean {
  const first = text.text.charCodeAt(from);
  if (first !== WILDCARD && child(root, first) === undefined && text.or?.get(from) === undefined) return true;
  const { text: units, loose } = text;
  const either = text.or === undefined || text.or.size === 0 ? undefined : text.or;
  const until = Math.min(units.length, from + longest * REPEATS);
  let certain = true;
  let i = from;
  let at = root;
  let previous = -1;
  // Where nothing is open there is one way, and no list of ways is needed.
  for (; i < until; i++) {
    const unit = units.charCodeAt(i);
    if (unit === WILDCARD || (unit === previous && unit !== SPACE_UNIT) || either?.has(i)) break;
    const next = child(at, unit);
    if (i > from && ((loose?.[i] ?? 0) & BEGIN) !== 0) {
      const space = child(at, SPACE_UNIT);
      if (space !== undefined && child(space, unit) !== undefined) break;
    }
    if (next === undefined) return true;
    at = next;
    previous = unit;
    report(text, from, i, at, add);
  }
  let ways: readonly Node[] = [at];
  for (; i < until && ways.length > 0; i++) {
    const unit = units.charCodeAt(i);
    const nextWays: Node[] = [];
    const or = either?.get(i);
    // Spaces between letters that stand apart say nothing: a phrase of two words may go on without one.
    const begins = ((loose?.[i] ?? 0) & BEGIN) !== 0;
    if (unit === WILDCARD) certain = false;
    for (const way of ways) {
      if (unit === WILDCARD) {
        for (const [key, next] of children(way)) if (key !== SPACE_UNIT) nextWays.push(next);
        continue;
      }
      const next = child(way, unit);
      if (next !== undefined) nextWays.push(next);
      if (unit === previous && unit !== SPACE_UNIT && way !== root) nextWays.push(way);
      const other = or === undefined ? undefined : child(way, or);
      if (other !== undefined) nextWays.push(other);
      const space = begins ? child(way, SPACE_UNIT) : undefined;
      const beyond = space === undefined ? undefined : child(space, unit);
      if (beyond !== undefined) nextWays.push(beyond);
    }
    previous = unit;
    if (nextWays.length > MAX_WAYS) certain = false;
    ways = nextWays.length > MAX_WAYS ? nextWays.slice(0, MAX_WAYS) : nextWays.length > 0 ? nextWays : EMPTY;
    for (const way of ways) report(text, from, i, way, add);
  }
  return certain;
}

/** Several matchers look at one text: where phrases may begin in it is found once. */
const BEGINNINGS = new WeakMap<PhraseText, readonly number[]>();

export function beginningsOf(text: PhraseText): readonly number[] {
  const known = BEGINNINGS.get(text);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let i = 0; i < text.text.length; i++) if (mayBegin(text, i)) found.push(i);
  BEGINNINGS.set(text, found);
  return found;
}

function report(text: PhraseText, from: number, last: number, at: Node, add: Add): void {
  if (at.prefix.length === 0 && at.whole.length === 0) return;
  const start = text.starts[from]!;
  const end = text.ends[last]!;
  if (at.prefix.length > 0) {
    const rest = wordEnd(text, last);
    if (rest !== null) for (const entry of at.prefix) add(entry, start, text.ends[rest]!, last - from);
  }
  if (at.whole.length > 0 && mayEnd(text, last))
    for (const entry of at.whole) add(entry, start, end, last - from);
}

/** Ending that a word may have behind a piece (`fu cking`); a longer one is a word of its own (`por nosotros`). */
const MAX_ENDING = 3;

/**
 * Last unit of the word, so that a hit on its beginning shows all of it; very long words are shown in part. Null
 * where the word goes on in a piece that was put beside it only here.
 */
function wordEnd(text: PhraseText, last: number): number | null {
  let end = last;
  const ends = (i: number): boolean => ((text.loose?.[i] ?? 0) & END) !== 0;
  while (!ends(end) && end - last < MAX_REST && CHAR_CLASS[text.text.charCodeAt(end + 1)] === WORD) end++;
  return ends(end) && end - last > MAX_ENDING ? null : end;
}

function mayBegin(text: PhraseText, i: number): boolean {
  const unit = text.text.charCodeAt(i);
  if (unit === SPACE_UNIT) return false;
  if (i === 0 || (text.loose?.[i] ?? 0) & BEGIN || CHAR_CLASS[unit] !== WORD) return true;
  return CHAR_CLASS[text.text.charCodeAt(i - 1)] !== WORD && text.text.charCodeAt(i - 1) !== 0x27;
}

function mayEnd(text: PhraseText, i: number): boolean {
  if (i === text.text.length - 1 || (text.loose?.[i] ?? 0) & END) return true;
  return CHAR_CLASS[text.text.charCodeAt(i)] !== WORD || CHAR_CLASS[text.text.charCodeAt(i + 1)] !== WORD;
}
