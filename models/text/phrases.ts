/** Finds the phrases of many rules in one pass: a trie over folded text, compiled once. */
import { CHAR_CLASS, INVISIBLE, MARK, OTHER, SURROGATE, UNSPACED, WORD } from './char-classes.ts';
import { joinsOddPieces } from './fragments.ts';
import { foldWord, FoldedBuilder } from './fold.ts';
import { LOOK_ALIKES } from './look-alikes.ts';
import type { Skeleton } from './skeleton.ts';
import type { Folded } from './fold.ts';
import { lately } from './recent.ts';
import { addShared, hasNoHit, newOwner, sharedHits } from './shared-phrases.ts';
import { Trie } from './trie.ts';
import { beginningsOf, walkExact, walkOpen } from './walk.ts';

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

/** Latin letters that are no letter with an accent. */
const BARRED = /[łøđħŧı]/g;
/** Words with one space between, apostrophes inside words kept, invisible characters and marks dropped. */
export const flatten: (folded: Folded) => Folded = lately(flattenAnew);

function flattenAnew(folded: Folded): Folded {
  const { text, starts, ends } = folded;
  const out = new FoldedBuilder(text.length);
  let pendingSpace = false;
  let any = false;
  /** Where the run of units that are kept as they are begins; -1 outside of one. */
  let run = -1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const found = CHAR_CLASS[unit]!;
    let keeps = found === WORD || found === UNSPACED || found === SURROGATE;
    if (!keeps) {
      if (run >= 0 && unit !== 0x27) {
        out.pushRun(folded, run, i);
        run = -1;
      }
      if (found === INVISIBLE || found === MARK) continue;
      const inside = (unit === 0x27 || unit === 0x2019) && any && !pendingSpace;
      keeps = (found === OTHER && unit > 0x2060) || (inside && CHAR_CLASS[text.charCodeAt(i + 1)] === WORD);
    }
    if (!keeps) {
      if (run >= 0) out.pushRun(folded, run, i);
      run = -1;
      pendingSpace = any;
      continue;
    }
    if (pendingSpace) out.push(' ', starts[i]!, starts[i]!);
    pendingSpace = false;
    any = true;
    if (unit === 0x2019) out.push("'", starts[i]!, ends[i]!);
    else if (run < 0) run = i;
  }
  if (run >= 0) out.pushRun(folded, run, text.length);
  return out.build();
}

const NONE: readonly PhraseHit[] = [];

export class PhraseMatcher {
  readonly #trie = new Trie();
  #longest = 0;
  readonly #shared: number | undefined;

  /**
   * `phrases` by entry: the index of an entry is what a hit names. A phrase that ends in `*` matches beginnings of words.
   * @param options shared: looked for together with those of all other shared matchers (`shared-phrases.ts`); for
   *   matchers that last as long as the process
   */
  constructor(
    entries: readonly (readonly string[])[],
    { shared = false }: { readonly shared?: boolean } = {},
  ) {
    if (shared) this.#shared = newOwner();
    for (const [index, phrases] of entries.entries()) for (const phrase of phrases) this.#add(phrase, index);
  }

  #add(phrase: string, entry: number): void {
    const open = phrase.endsWith('*');
    const flat = flattenAnew(identity(foldWord(open ? phrase.slice(0, -1) : phrase))).text;
    if (flat === '') return;
    this.#spell(flat, open, entry);
    // A skeleton reads these as plain letters.
    const plain = flat.replace(BARRED, (letter) => LOOK_ALIKES.get(letter) ?? letter);
    if (plain !== flat) this.#spell(plain, open, entry);
  }

  #spell(flat: string, open: boolean, entry: number): void {
    this.#longest = Math.max(this.#longest, flat.length);
    this.#trie.spell(flat, open, entry);
    if (this.#shared !== undefined) addShared(this.#shared, flat, open, entry);
  }

  /** Hits in order of their beginning. Work is bounded by length of the text times length of the longest phrase. */
  find(text: PhraseText): readonly PhraseHit[] {
    if (this.#longest === 0) return NONE;
    const known = this.#shared === undefined ? null : sharedHits(text, this.#shared);
    if (known !== null) return known;
    const hits: PhraseHit[] = [];
    const add = (entry: number, start: number, end: number): void => void hits.push({ entry, start, end });
    for (const from of beginningsOf(text)) {
      if (text.loose === undefined) walkExact(this.#trie, text, from, add);
      else walkOpen(this.#trie, this.#longest, text, from, add);
    }
    return hits;
  }
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
  const pieced = fragments === null ? NONE : matcher.find(fragments.view);
  const joined = pieced.length === 0 ? NONE : pieced.filter((hit) => joinsOddPieces(fragments!, hit));
  if (joined.length === 0 && skeleton.text === flat.text) return undone;
  const plain = matcher.find(flat);
  if (joined.length === 0 && undone.length === 0) return plain.length <= 1 ? plain : distinct(plain);
  return distinct([...plain, ...undone, ...joined]);
}

function distinct(all: readonly PhraseHit[]): readonly PhraseHit[] {
  const hits = new Map<string, PhraseHit>();
  for (const hit of all) hits.set(`${hit.entry}:${hit.start}:${hit.end}`, hit);
  return [...hits.values()];
}

/** Whether no shared matcher has a hit in any version of the text, so that none of them needs to be asked. */
export function nothingShared({
  flat,
  skeleton,
}: {
  readonly flat: PhraseText;
  readonly skeleton: Skeleton;
}): boolean {
  const { fragments } = skeleton;
  return (
    hasNoHit(skeleton) &&
    // As in `findUndone`: the walk over the undone text would have found it.
    (skeleton.text === flat.text || hasNoHit(flat)) &&
    (fragments === null || hasNoHit(fragments.view))
  );
}

/** Phrases from a table: separated by commas, line breaks do not matter. */
export function list(phrases: string): readonly string[] {
  return phrases.split(',').map((phrase) => phrase.trim());
}
