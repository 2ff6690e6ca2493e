/** Walks a trie along a text: where phrases may begin and end, exactly or past what hides letters. */
import { CHAR_CLASS, WORD } from './char-classes.ts';
import { BEGIN, END } from './loose.ts';
import type { PhraseText } from './phrases.ts';
import { lately } from './recent.ts';
import { NO_NODE, ROOT } from './trie.ts';
import type { Trie } from './trie.ts';

const SPACE_UNIT = 0x20;
const WILDCARD = 0x2a;
/** Ways followed at once while letters are open; more are not looked at. */
const MAX_WAYS = 64;
const MAX_REST = 30;
const EMPTY: readonly number[] = [];
/** A skeleton holds a letter at most three times in a row, so no hit is longer than three times its phrase. */
export const REPEATS = 3;

/** Takes a hit; `reach` is how many units of the text behind its first it spans. */
export type Add = (entry: number, start: number, end: number, reach: number) => void;

/** As written. */
export function walkExact(trie: Trie, text: PhraseText, from: number, add: Add): void {
  const units = text.text;
  let at = ROOT;
  for (let i = from; i < units.length; i++) {
    at = trie.child(at, units.charCodeAt(i));
    if (at === NO_NODE) return;
    if (trie.isEnd(at)) report(trie, text, from, i, at, add);
  }
}

/**
 * As written, but a repeated letter may be skipped, `*` stands for any letter, and some units for either of two.
 * @returns false where a letter was any letter or ways were given up: which hits there are, and in which order, then
 *   depends on what else is in the trie
 */
export function walkOpen(trie: Trie, longest: number, text: PhraseText, from: number, add: Add): boolean {
  const { text: units, loose } = text;
  const either = text.or === undefined || text.or.size === 0 ? undefined : text.or;
  const first = units.charCodeAt(from);
  if (first !== WILDCARD && trie.child(ROOT, first) === NO_NODE && either?.get(from) === undefined)
    return true;
  const until = Math.min(units.length, from + longest * REPEATS);
  let certain = true;
  let i = from;
  let at = ROOT;
  let previous = -1;
  // Where nothing is open there is one way, and no list of ways is needed.
  for (; i < until; i++) {
    const unit = units.charCodeAt(i);
    if (unit === WILDCARD || (unit === previous && unit !== SPACE_UNIT) || either?.has(i)) break;
    const next = trie.child(at, unit);
    if (loose !== undefined && (loose[i]! & BEGIN) !== 0 && i > from) {
      const space = trie.child(at, SPACE_UNIT);
      if (space !== NO_NODE && trie.child(space, unit) !== NO_NODE) break;
    }
    if (next === NO_NODE) return true;
    at = next;
    previous = unit;
    if (trie.isEnd(at)) report(trie, text, from, i, at, add);
  }
  let ways: readonly number[] = [at];
  for (; i < until && ways.length > 0; i++) {
    const unit = units.charCodeAt(i);
    const nextWays: number[] = [];
    const or = either?.get(i);
    // Spaces between letters that stand apart say nothing: a phrase of two words may go on without one.
    const begins = ((loose?.[i] ?? 0) & BEGIN) !== 0;
    if (unit === WILDCARD) certain = false;
    for (const way of ways) {
      if (unit === WILDCARD) {
        nextWays.push(...trie.childrenOf(way, SPACE_UNIT));
        continue;
      }
      const next = trie.child(way, unit);
      if (next !== NO_NODE) nextWays.push(next);
      if (unit === previous && unit !== SPACE_UNIT && way !== ROOT) nextWays.push(way);
      const other = or === undefined ? NO_NODE : trie.child(way, or);
      if (other !== NO_NODE) nextWays.push(other);
      const space = begins ? trie.child(way, SPACE_UNIT) : NO_NODE;
      const beyond = space === NO_NODE ? NO_NODE : trie.child(space, unit);
      if (beyond !== NO_NODE) nextWays.push(beyond);
    }
    previous = unit;
    if (nextWays.length > MAX_WAYS) certain = false;
    ways = nextWays.length > MAX_WAYS ? nextWays.slice(0, MAX_WAYS) : nextWays.length > 0 ? nextWays : EMPTY;
    for (const way of ways) if (trie.isEnd(way)) report(trie, text, from, i, way, add);
  }
  return certain;
}

/** Several matchers look at one text: where phrases may begin in it is found once. */
export const beginningsOf: (text: PhraseText) => readonly number[] = lately((text) => {
  const found: number[] = [];
  for (let i = 0; i < text.text.length; i++) if (mayBegin(text, i)) found.push(i);
  return found;
});

function report(trie: Trie, text: PhraseText, from: number, last: number, at: number, add: Add): void {
  const { prefix, whole } = trie.endsAt(at);
  const start = text.starts[from]!;
  const end = text.ends[last]!;
  if (prefix.length > 0) {
    const rest = wordEnd(text, last);
    if (rest !== null) for (const entry of prefix) add(entry, start, text.ends[rest]!, last - from);
  }
  if (whole.length > 0 && mayEnd(text, last)) for (const entry of whole) add(entry, start, end, last - from);
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
