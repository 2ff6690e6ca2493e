/** Finds the phrases of many rules in one pass: a trie over folded text, compiled once. */
import { CHAR_CLASS, INVISIBLE, MARK, OTHER, SURROGATE, UNSPACED, WORD } from './char-classes.ts';
import { joinsOddPieces } from './fragments.ts';
import { foldWord, FoldedBuilder } from './fold.ts';
import { LOOK_ALIKES } from './look-alikes.ts';
import type { Skeleton } from './skeleton.ts';
import type { Folded } from './fold.ts';
import { BEGIN, END } from './loose.ts';

export interface PhraseHit {
  /** Index of the entry that was compiled. */
  readonly entry: number;
  readonly start: number;
  readonly end: number;
}

/** What the trie reads: words with one space between, and where words were put together from single letters. */
export interface PhraseText extends Folded {
  /** Where phrases may begin (1) and end (2) inside words that were put together. Absent: nowhere. */
  readonly loose?: Uint8Array;
  /** Units that may also be read as another one, by place. */
  readonly or?: ReadonlyMap<number, number>;
}

interface Node {
  /** The one child, which most nodes have: its unit and node. */
  unit: number;
  only: Node | undefined;
  /** All children, where there are several. */
  next: Map<number, Node> | undefined;
  /** Entries that end here, at the end of a word. */
  readonly whole: number[];
  /** Entries that end here whatever follows (`refund*`). */
  readonly prefix: number[];
}

const SPACE_UNIT = 0x20;
const WILDCARD = 0x2a;
/** Ways followed at once while letters are open; more are not looked at. */
const MAX_WAYS = 64;
const MAX_REST = 30;
/** Latin letters that are no letter with an accent. */
const BARRED = /[łøđħŧı]/g;
const EMPTY: readonly Node[] = [];
/** A skeleton holds a letter at most three times in a row, so no hit is longer than three times its phrase. */
const REPEATS = 3;

function node(): Node {
  return { unit: -1, only: undefined, next: undefined, whole: [], prefix: [] };
}

function child(at: Node, unit: number): Node | undefined {
  if (at.next !== undefined) return at.next.get(unit);
  return at.unit === unit ? at.only : undefined;
}

function children(at: Node): Iterable<readonly [number, Node]> {
  if (at.next !== undefined) return at.next;
  return at.only === undefined ? [] : [[at.unit, at.only]];
}

function addChild(at: Node, unit: number): Node {
  const made = node();
  if (at.next !== undefined) at.next.set(unit, made);
  else if (at.only !== undefined) {
    at.next = new Map([
      [at.unit, at.only],
      [unit, made],
    ]);
  } else {
    at.unit = unit;
    at.only = made;
  }
  return made;
}

/** Words with one space between, apostrophes inside words kept, invisible characters and marks dropped. */
export function flatten(folded: Folded): Folded {
  const out = new FoldedBuilder(folded.text.length);
  const { text, starts, ends } = folded;
  let pendingSpace = false;
  let any = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const found = CHAR_CLASS[unit]!;
    if (found === INVISIBLE || found === MARK) continue;
    const inside = (unit === 0x27 || unit === 0x2019) && any && !pendingSpace;
    const keeps =
      found === WORD || found === UNSPACED || found === SURROGATE || (found === OTHER && unit > 0x2060);
    if (!keeps && !(inside && CHAR_CLASS[text.charCodeAt(i + 1)] === WORD)) {
      pendingSpace = any;
      continue;
    }
    if (pendingSpace) out.push(' ', starts[i]!, starts[i]!);
    pendingSpace = false;
    any = true;
    out.push(unit === 0x2019 ? "'" : text[i]!, starts[i]!, ends[i]!);
  }
  return out.build();
}

export class PhraseMatcher {
  readonly #root = node();
  #longest = 0;

  /** `phrases` by entry: the index of an entry is what a hit names. A phrase that ends in `*` matches beginnings of words. */
  constructor(entries: readonly (readonly string[])[]) {
    for (const [index, phrases] of entries.entries()) for (const phrase of phrases) this.#add(phrase, index);
  }

  #add(phrase: string, entry: number): void {
    const open = phrase.endsWith('*');
    const flat = flatten(identity(foldWord(open ? phrase.slice(0, -1) : phrase))).text;
    if (flat === '') return;
    this.#spell(flat, open, entry);
    // A skeleton reads these as plain letters.
    const plain = flat.replace(BARRED, (letter) => LOOK_ALIKES.get(letter) ?? letter);
    if (plain !== flat) this.#spell(plain, open, entry);
  }

  #spell(flat: string, open: boolean, entry: number): void {
    this.#longest = Math.max(this.#longest, flat.length);
    let at = this.#root;
    for (let i = 0; i < flat.length; i++) {
      const unit = flat.charCodeAt(i);
      at = child(at, unit) ?? addChild(at, unit);
    }
    (open ? at.prefix : at.whole).push(entry);
  }

  /** Hits in order of their beginning. Work is bounded by length of the text times length of the longest phrase. */
  find(text: PhraseText): PhraseHit[] {
    const hits: PhraseHit[] = [];
    for (const i of beginningsOf(text)) {
      if (text.loose === undefined) this.#walkExact(text, i, hits);
      else this.#walkOpen(text, i, hits);
    }
    return hits;
  }

  #walkExact(text: PhraseText, from: number, hits: PhraseHit[]): void {
    let at = this.#root;
    for (let i = from; i < text.text.length; i++) {
      const next = child(at, text.text.charCodeAt(i));
      if (next === undefined) return;
      at = next;
      report(text, from, i, at, hits);
    }
  }

  /** As written, but a repeated letter may be skipped, `*` stands for any letter, and some units for either of two. */
  #walkOpen(text: PhraseText, from: number, hits: PhraseHit[]): void {
    const first = text.text.charCodeAt(from);
    if (first !== WILDCARD && child(this.#root, first) === undefined && text.or?.get(from) === undefined)
      return;
    const { text: units, loose, or: either } = text;
    const until = Math.min(units.length, from + this.#longest * REPEATS);
    let i = from;
    let at = this.#root;
    let previous = -1;
    // Where nothing is open there is one way, and no list of ways is needed.
    for (; i < until; i++) {
      const unit = units.charCodeAt(i);
      const begins = ((loose?.[i] ?? 0) & BEGIN) !== 0;
      const repeats = unit === previous && unit !== SPACE_UNIT && at !== this.#root;
      if (unit === WILDCARD || begins || repeats || either?.has(i)) break;
      const next = child(at, unit);
      if (next === undefined) return;
      at = next;
      previous = unit;
      report(text, from, i, at, hits);
    }
    let ways: readonly Node[] = [at];
    for (; i < until && ways.length > 0; i++) {
      const unit = units.charCodeAt(i);
      const nextWays: Node[] = [];
      const or = either?.get(i);
      // Spaces between letters that stand apart say nothing: a phrase of two words may go on without one.
      const begins = ((loose?.[i] ?? 0) & BEGIN) !== 0;
      for (const way of ways) {
        if (unit === WILDCARD) {
          for (const [key, next] of children(way)) if (key !== SPACE_UNIT) nextWays.push(next);
          continue;
        }
        const next = child(way, unit);
        if (next !== undefined) nextWays.push(next);
        if (unit === previous && unit !== SPACE_UNIT && way !== this.#root) nextWays.push(way);
        const other = or === undefined ? undefined : child(way, or);
        if (other !== undefined) nextWays.push(other);
        const space = begins ? child(way, SPACE_UNIT) : undefined;
        const beyond = space === undefined ? undefined : child(space, unit);
        if (beyond !== undefined) nextWays.push(beyond);
      }
      previous = unit;
      ways =
        nextWays.length > MAX_WAYS ? nextWays.slice(0, MAX_WAYS) : nextWays.length > 0 ? nextWays : EMPTY;
      for (const way of ways) report(text, from, i, way, hits);
    }
  }
}

/** Several matchers look at one text: where phrases may begin in it is found once. */
const BEGINNINGS = new WeakMap<PhraseText, readonly number[]>();

function beginningsOf(text: PhraseText): readonly number[] {
  const known = BEGINNINGS.get(text);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let i = 0; i < text.text.length; i++) if (mayBegin(text, i)) found.push(i);
  BEGINNINGS.set(text, found);
  return found;
}

function report(text: PhraseText, from: number, last: number, at: Node, hits: PhraseHit[]): void {
  const start = text.starts[from]!;
  const end = text.ends[last]!;
  if (at.prefix.length > 0) {
    const rest = wordEnd(text, last);
    if (rest !== null) for (const entry of at.prefix) hits.push({ entry, start, end: text.ends[rest]! });
  }
  if (at.whole.length > 0 && mayEnd(text, last))
    for (const entry of at.whole) hits.push({ entry, start, end });
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

function identity(text: string): Folded {
  const starts = Uint32Array.from({ length: text.length }, (_, i) => i);
  return { text, starts, ends: starts.map((i) => i + 1) };
}

/**
 * Hits on the plain text, on the undone text and on pieces put together, each place once. Where nothing was undone
 * the second walk, which is the more tolerant one, finds all that the first would.
 */
export function findUndone(
  { flat, skeleton }: { readonly flat: PhraseText; readonly skeleton: Skeleton },
  matcher: PhraseMatcher,
): readonly PhraseHit[] {
  const undone = matcher.find(skeleton);
  const { fragments } = skeleton;
  const joined =
    fragments === null ? [] : matcher.find(fragments.view).filter((hit) => joinsOddPieces(fragments, hit));
  if (joined.length === 0 && skeleton.text === flat.text) return undone;
  const hits = new Map<string, PhraseHit>();
  for (const hit of [...matcher.find(flat), ...undone, ...joined])
    hits.set(`${hit.entry}:${hit.start}:${hit.end}`, hit);
  return [...hits.values()];
}

/** Phrases from a table: separated by commas, line breaks do not matter. */
export function list(phrases: string): readonly string[] {
  return phrases.split(',').map((phrase) => phrase.trim());
}
