/**
 * Finds texts that are nearly copies of what others wrote: MinHash over runs of three words (Broder 1997; Leskovec,
 * Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3). Keeps a bounded number of texts, the newest ones; short
 * texts are nobody's work and are not kept. Only sketches that share one of the first hashes are compared
 * (`sketch-index.ts`): two that are alike enough must.
 */
import { fold } from '../text/fold.ts';
import { flatten } from '../text/phrases.ts';
import { SketchIndex } from './sketch-index.ts';

/** Words in a run. */
const RUN = 3;
/** Texts with fewer words say what anybody would say. */
export const LEAST_WORDS = 8;
const MAX_WORDS = 400;
const HASHES = 64;
/** Estimated share of common runs from which on a text is a near-copy. */
export const NEAR_COPY = 0.7;
const LEAST_SAME = Math.ceil(NEAR_COPY * HASHES);
/** Two sketches of which so many hashes all differ share too few of the others. */
const LOOKED_UP = HASHES - LEAST_SAME + 1;

export interface NearCopy {
  /** Who wrote it, in the caller's terms. */
  readonly source: string;
  /** Estimated Jaccard similarity of the runs, 0 to 1. */
  readonly similarity: number;
}

export class NearCopies {
  readonly #most: number;
  /** Ids, the oldest first, with the place of their sketch. */
  readonly #places = new Map<string, number>();
  /** By place. */
  readonly #sources: string[] = [];
  /** One behind the other by place: some hundreds are compared faster in one piece than each for itself. */
  #sketches = new Uint32Array(0);
  /** By place: how many texts came before it. */
  readonly #ages: number[] = [];
  #added = 0;
  readonly #index: SketchIndex;

  /** @param most texts that are remembered; the oldest is forgotten first */
  constructor(most: number) {
    this.#most = most;
    this.#index = new SketchIndex(most, HASHES, LOOKED_UP);
  }

  get size(): number {
    return this.#places.size;
  }

  /** Remembers a text under an id; the same id again changes nothing. */
  add(id: string, source: string, text: string): void {
    if (this.#most === 0 || this.#places.has(id)) return;
    const sketch = sketchOf(text);
    if (sketch === null) return;
    let place = this.#places.size;
    if (place === this.#most) {
      const [oldest, freed] = this.#places.entries().next().value!;
      this.#places.delete(oldest);
      this.#index.remove(freed, this.#sketches);
      place = freed;
    }
    if ((place + 1) * HASHES > this.#sketches.length) this.#grow();
    this.#places.set(id, place);
    this.#sources[place] = source;
    this.#ages[place] = this.#added++;
    this.#sketches.set(sketch, place * HASHES);
    this.#index.add(place, this.#sketches);
  }

  #grow(): void {
    const larger = new Uint32Array(HASHES * Math.min(this.#most, Math.max(8, 2 * this.#places.size)));
    larger.set(this.#sketches);
    this.#sketches = larger;
  }

  /** The most similar text from NEAR_COPY on, or null; of equally similar ones the oldest. */
  find(text: string): NearCopy | null {
    const sketch = sketchOf(text);
    if (sketch === null) return null;
    let best = -1;
    let least = LEAST_SAME;
    for (const place of this.#index.sharing(sketch, this.#sketches)) {
      const same = sameOf(sketch, this.#sketches, place * HASHES, least);
      if (same < least || (same === least && best >= 0 && this.#ages[place]! >= this.#ages[best]!)) continue;
      best = place;
      least = same;
    }
    return best < 0 ? null : { source: this.#sources[best]!, similarity: least / HASHES };
  }
}

/**
 * How many hashes two sketches share, or less than `least` as soon as it cannot be reached any more: two texts that have
 * nothing to do with each other differ in nearly every hash, so a third of them is looked at.
 */
function sameOf(sketch: Uint32Array, all: Uint32Array, from: number, least: number): number {
  let mayDiffer = HASHES - least;
  for (let i = 0; i < HASHES; i++) if (sketch[i] !== all[from + i] && --mayDiffer < 0) return -1;
  return least + mayDiffer;
}

/** Null for texts that are too short to be copied. */
function sketchOf(text: string): Uint32Array | null {
  const read = flatten(fold(text)).text;
  const edges = wordEdges(read);
  const count = edges.length - 1;
  if (count < LEAST_WORDS) return null;
  const sketch = new Uint32Array(HASHES).fill(0xffffffff);
  for (let from = 0; from + RUN <= count; from++) {
    const base = hash(read, edges[from]!, edges[from + RUN]! - 1);
    for (let n = 0; n < HASHES; n++) {
      const value = mix(base, n);
      if (value < sketch[n]!) sketch[n] = value;
    }
  }
  return sketch;
}

/** Where each of the first words begins, then where one behind them would. */
function wordEdges(flat: string): readonly number[] {
  const edges = [0];
  for (let at = flat.indexOf(' '); at >= 0 && edges.length <= MAX_WORDS; at = flat.indexOf(' ', at + 1))
    edges.push(at + 1);
  if (edges.length <= MAX_WORDS) edges.push(flat.length + 1);
  return edges;
}

/** FNV-1a, 32 bit, of a part of a text. */
function hash(text: string, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let i = from; i < to; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** One of a family of permutations: murmur's finaliser over hash and number. */
function mix(base: number, n: number): number {
  let value = base ^ Math.imul(n + 1, 0x9e3779b1);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
