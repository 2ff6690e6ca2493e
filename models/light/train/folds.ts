/**
 * Which part of cross-validation a text is in. Copies, near copies and texts that were made from one template stay
 * in one part, so that no text is scored by weights that have seen its twin.
 */
import { SEED, step } from '../features/hash.ts';

/** Two texts are near copies when so much of the words that either has is common to both (Jaccard). */
export const NEAR = 0.6;
/** Texts with fewer different words are only compared as a whole: three words in common say little. */
const FEWEST_WORDS = 4;
/** So many texts under one word are compared with the others: more takes minutes and finds common phrases. */
const MOST_COMPARED = 20;

/**
 * The part (0 to `folds` - 1) of each text; part `folds` is of the `apart` ones and all that is close to them.
 * `together` names, for some texts, a key that they share with others that must not be torn from them (a template).
 */
export function foldsOf(
  texts: readonly string[],
  folds: number,
  together: ReadonlyMap<number, string> = new Map(),
  apart: ReadonlySet<number> = new Set(),
): Uint8Array {
  const sets = new Sets(texts.length);
  const bare = texts.map(bareText);
  joinEqual(sets, bare.map(lettersOf));
  const byKey = new Map<string, number>();
  for (const [text, key] of together) {
    const first = byKey.get(key);
    if (first === undefined) byKey.set(key, text);
    else sets.join(first, text);
  }
  joinNear(sets, bare);
  const firstApart = new Set(Array.from(apart, (text) => sets.first(text)));
  return Uint8Array.from(texts, (_, text) => {
    const first = sets.first(text);
    if (firstApart.has(first)) return folds;
    let hash: number = SEED.shape;
    for (const unit of lettersOf(bare[first]!)) hash = step(hash, unit.charCodeAt(0));
    hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
    return ((hash ^ (hash >>> 13)) >>> 0) % folds;
  });
}

/** Without case, links and names. */
function bareText(text: string): string {
  return text.toLowerCase().replace(/https?:\S*|@\w+/gu, ' ');
}

function lettersOf(bare: string): string {
  return bare.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** What copies of a text have in common: its letters and digits without case, links and names; may be empty. */
export function foldedText(text: string): string {
  return lettersOf(bareText(text));
}

/** Disjoint sets; each is known by the smallest of its members. */
class Sets {
  readonly #parent: Uint32Array;

  constructor(size: number) {
    this.#parent = Uint32Array.from({ length: size }, (_, one) => one);
  }

  first(one: number): number {
    let at = one;
    while (this.#parent[at] !== at) at = this.#parent[at] = this.#parent[this.#parent[at]!]!;
    return at;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.first(one), this.first(other)];
    if (a < b) this.#parent[b] = a;
    else this.#parent[a] = b;
  }
}

function joinEqual(sets: Sets, keys: readonly string[]): void {
  const seen = new Map<string, number>();
  for (const [text, key] of keys.entries()) {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, text);
    else sets.join(first, text);
  }
}

/**
 * Joins texts whose words overlap. Two sets with that Jaccard share one of their rarest words, so that only texts
 * under the same rare word are compared (prefix filter; Chaudhuri et al. 2006).
 */
function joinNear(sets: Sets, texts: readonly string[]): void {
  const ids = new Map<string, number>();
  const frequency: number[] = [];
  const words = texts.map((text) => {
    const found = new Set<number>();
    for (const word of text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
      let id = ids.get(word);
      if (id === undefined) ids.set(word, (id = frequency.push(0) - 1));
      found.add(id);
    }
    for (const id of found) frequency[id]!++;
    return found;
  });
  const under = new Map<number, number[]>();
  for (const [text, found] of words.entries()) {
    const size = found.size;
    if (size < FEWEST_WORDS) continue;
    const rarest = [...found].sort((a, b) => frequency[a]! - frequency[b]! || a - b);
    const prefix = size - Math.ceil(NEAR * size) + 1;
    for (const word of rarest.slice(0, prefix)) {
      const others = under.get(word);
      if (others === undefined) {
        under.set(word, [text]);
        continue;
      }
      for (const other of others) {
        const theirs = words[other]!;
        if (theirs.size < NEAR * size || size < NEAR * theirs.size) continue;
        if (sets.first(other) !== sets.first(text) && overlap(found, theirs) >= NEAR) sets.join(other, text);
      }
      if (others.length < MOST_COMPARED) others.push(text);
    }
  }
}

/** Jaccard index. */
function overlap(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let both = 0;
  for (const word of one) if (other.has(word)) both++;
  return both / (one.size + other.size - both);
}
