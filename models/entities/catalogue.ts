/** What a workspace calls its products, brands and competitors: found by their names in any spelling of case and accents. */
import { CHAR_CLASS, WORD } from '../text/char-classes.ts';
import { cut, fold, MAX_READ } from '../text/fold.ts';
import type { Folded } from '../text/fold.ts';
import { flatten } from '../text/phrases.ts';
import { Automaton } from './automaton.ts';
import type { Hit } from './automaton.ts';
import type { Entity } from './types.ts';

export interface CatalogueItem {
  /** What an entity names; unique in the catalogue. */
  readonly id: string;
  readonly kind: 'product' | 'brand' | 'competitor';
  /** Name and aliases, as people write them. */
  readonly names: readonly string[];
  /** For names that mean other things too (`Apple`, `Go`): one of these words must stand near. */
  readonly context?: readonly string[];
}

export interface Catalogue {
  /** Raised with every change; an automaton is built once a version. */
  readonly version: string;
  readonly items: readonly CatalogueItem[];
}

export const MAX_ITEMS = 5_000;
/** Units of one name or context word. */
export const MAX_NAME = 100;
/** Units of all names and context words together: about 3 MB of automaton. */
export const MAX_UNITS = 200_000;
/** Units of the flattened text between a name and its context. */
export const CONTEXT_REACH = 200;

/** The catalogue cannot be used; the message says which item and why. */
export class CatalogueRefused extends Error {
  override readonly name = 'CatalogueRefused';
}

interface Pattern {
  readonly item: number;
  readonly context: boolean;
}

/** A match in flattened text. */
export interface Match {
  readonly item: number;
  readonly from: number;
  readonly to: number;
}

export class CatalogueMatcher {
  readonly #items: readonly CatalogueItem[];
  readonly #patterns: Pattern[] = [];
  readonly #automaton: Automaton;

  /** Throws `CatalogueRefused` when a bound is passed or a name has no letter or digit. */
  constructor({ items }: Catalogue) {
    if (items.length > MAX_ITEMS)
      throw new CatalogueRefused(`${items.length} items; at most ${MAX_ITEMS} fit`);
    const words: string[] = [];
    const seen = new Set<string>();
    let units = 0;
    for (const [index, item] of items.entries()) {
      if (seen.has(item.id)) throw new CatalogueRefused(`item ${item.id} is there twice`);
      seen.add(item.id);
      for (const [name, context] of [
        ...item.names.map((one) => [one, false] as const),
        ...(item.context ?? []).map((one) => [one, true] as const),
      ]) {
        const word = normaliseName(name);
        if (word === '') throw new CatalogueRefused(`item ${item.id}: "${name}" has no letter or digit`);
        if (word.length > MAX_NAME)
          throw new CatalogueRefused(`item ${item.id}: a name of ${word.length} units`);
        units += word.length;
        words.push(word);
        this.#patterns.push({ item: index, context });
      }
    }
    if (units > MAX_UNITS) throw new CatalogueRefused(`${units} units of names; at most ${MAX_UNITS} fit`);
    this.#items = items;
    this.#automaton = new Automaton(words);
  }

  /** In order, none overlapping, spans of `text`. Reads the first 10,000 units. */
  find(text: string): Entity[] {
    return this.findIn(flatten(fold(cut(text, MAX_READ))));
  }

  findIn(flat: Folded): Entity[] {
    const hits = this.#automaton.find(flat.text).filter((hit) => isWhole(flat.text, hit));
    const matches = hits.flatMap((hit) => this.#matchOf(hit, hits));
    return chosen(matches, this.#items).map(({ item, from, to }) => ({
      kind: this.#items[item]!.kind,
      start: flat.starts[from]!,
      end: flat.ends[to - 1]!,
      value: this.#items[item]!.id,
    }));
  }

  #matchOf(hit: Hit, hits: readonly Hit[]): Match[] {
    const { item, context } = this.#patterns[hit.pattern]!;
    if (context) return [];
    if ((this.#items[item]!.context ?? []).length > 0) {
      const near = hits.some((other) => {
        const pattern = this.#patterns[other.pattern]!;
        if (!pattern.context || pattern.item !== item) return false;
        return other.from - hit.to < CONTEXT_REACH && hit.from - other.to < CONTEXT_REACH;
      });
      if (!near) return [];
    }
    return [{ item, from: hit.from, to: hit.to }];
  }
}

/** As texts are read: folded words with one space between. */
export function normaliseName(name: string): string {
  return flatten(fold(name)).text;
}

/** Begins and ends where a word does; scripts without spaces have no such places. */
export function isWhole(text: string, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return !joins(text, from - 1) && !joins(text, to - 1);
}

/** True when the units at `at` and behind it are of one word. */
function joins(text: string, at: number): boolean {
  if (at < 0 || at + 1 >= text.length) return false;
  return CHAR_CLASS[text.charCodeAt(at)] === WORD && CHAR_CLASS[text.charCodeAt(at + 1)] === WORD;
}

/**
 * Of matches that overlap the longest; of equal ones the first in the text; of one place the item with a context, then
 * the first in the catalogue.
 */
export function chosen(matches: readonly Match[], items: readonly CatalogueItem[]): Match[] {
  const bare = (match: Match): number => ((items[match.item]!.context ?? []).length > 0 ? 0 : 1);
  const order = matches.toSorted(
    (a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from || bare(a) - bare(b) || a.item - b.item,
  );
  const taken = new Set<number>();
  const kept: Match[] = [];
  for (const match of order) {
    let free = true;
    for (let at = match.from; at < match.to && free; at++) free = !taken.has(at);
    if (!free) continue;
    for (let at = match.from; at < match.to; at++) taken.add(at);
    kept.push(match);
  }
  return kept.sort((a, b) => a.from - b.from);
}

const COMPILED = new WeakMap<Catalogue, CatalogueMatcher>();

/** Built once a catalogue: a catalogue is not changed, it is replaced. */
export function matcherOf(catalogue: Catalogue): CatalogueMatcher {
  let matcher = COMPILED.get(catalogue);
  if (matcher === undefined) COMPILED.set(catalogue, (matcher = new CatalogueMatcher(catalogue)));
  return matcher;
}
