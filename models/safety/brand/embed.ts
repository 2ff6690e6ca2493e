/**
 * Texts as vectors whose products say how alike they are. Hashed TF-IDF is always there; sentence embeddings of a
 * model can stand beside it.
 */
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';
import { finishHash, HASH_START, hashUnit, hashUnits } from '../bayes/hash.ts';

export interface Embedder {
  readonly name: string;
  /** Of length 1; all zeros for a text that says nothing. Always as many numbers for the same embedder. */
  embed(text: string): Float32Array;
  /** The same without its zeros, where the embedder can tell them without the others. */
  readonly sparse?: (text: string) => Compact;
}

/** Makes an embedder that has seen the brand's approved posts; one that needs none of them ignores them. */
export type EmbedderFor = (approved: readonly string[]) => Embedder;

const DIMENSIONS = 1 << 13;
const MAX_WORDS = 400;

/** Words, pairs of words and runs of four letters inside words; rare ones tell more. */
export const hashedTfIdf: EmbedderFor = (approved) => {
  const inDocuments = new Float64Array(DIMENSIONS);
  for (const text of approved) for (const bucket of counted(text)) inDocuments[bucket]! += 1;
  const rarities = inDocuments.map((count) => Math.log((1 + approved.length) / (1 + count)) + 1);
  const sparse = (text: string): Compact => {
    const buckets = counted(text);
    let squares = 0;
    for (const bucket of buckets) {
      const count = COUNTS[bucket]!;
      // Most are there once, and the logarithm of 1 is 0.
      const value = count === 1 ? rarities[bucket]! : (1 + Math.log(count)) * rarities[bucket]!;
      VALUES[bucket] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    const at = new Uint32Array(buckets).sort();
    const values = new Float32Array(at.length);
    for (let i = 0; i < at.length; i++) values[i] = VALUES[at[i]!]! / length;
    return { at, values };
  };
  return {
    name: 'tfidf-1',
    sparse,
    embed: (text) => {
      const vector = new Float32Array(DIMENSIONS);
      const { at, values } = sparse(text);
      for (let i = 0; i < at.length; i++) vector[at[i]!] = values[i]!;
      return vector;
    },
  };
};

/** By bucket, of the text that was counted last: how often, and its value. Used again for every text. */
const COUNTS = new Uint32Array(DIMENSIONS);
const VALUES = new Float32Array(DIMENSIONS);
let lastBuckets: number[] = [];

/** Buckets in order of their first place, whose counts are then in `COUNTS`. No string is made for what is hashed. */
function counted(text: string): readonly number[] {
  for (const bucket of lastBuckets) COUNTS[bucket] = 0;
  const buckets: number[] = [];
  const add = (hash: number): void => {
    const bucket = finishHash(hash) & (DIMENSIONS - 1);
    if (COUNTS[bucket]!++ === 0) buckets.push(bucket);
  };
  const flat = flatten(fold(text)).text;
  let previous = -1;
  let from = 0;
  for (let word = 0; word < MAX_WORDS && from <= flat.length; word++) {
    const space = flat.indexOf(' ', from);
    const to = space < 0 ? flat.length : space;
    add(hashUnits(HASH_START, flat, from, to));
    if (previous >= 0) add(hashUnits(HASH_START, flat, previous, to));
    // As if the word stood in `<` and `>`.
    for (let gram = from - 1; gram + GRAM <= to + 1; gram++) {
      const begin = gram < from ? hashUnit(GRAM_START, OPENS) : GRAM_START;
      const middle = hashUnits(begin, flat, Math.max(gram, from), Math.min(gram + GRAM, to));
      add(gram + GRAM > to ? hashUnit(middle, CLOSES) : middle);
    }
    previous = from;
    from = to + 1;
  }
  lastBuckets = buckets;
  return buckets;
}

/** Letters of a run, counting the signs for a word's ends. */
const GRAM = 4;
const [OPENS, CLOSES] = [0x3c, 0x3e];
/** What runs of letters begin with, so that none is taken for a word. */
const GRAM_START = hashUnit(HASH_START, 0x23);

/** A vector without its zeros: of 8,192 buckets a post fills a hundred or two. */
export interface Compact {
  readonly at: Uint32Array;
  readonly values: Float32Array;
}

export function compact(vector: Float32Array): Compact {
  const at: number[] = [];
  for (let index = 0; index < vector.length; index++) if (vector[index] !== 0) at.push(index);
  return { at: Uint32Array.from(at), values: Float32Array.from(at, (index) => vector[index]!) };
}

/** How many of the most similar texts count: a voice has several kinds of posts, and a text is one of them. */
const NEAREST = 5;

/**
 * Texts by bucket, so that a text is compared only where it and they have something.
 * Products are summed in the order of the buckets, so they are the same to the last bit as one by one.
 */
export class Neighbours {
  readonly #products: Float64Array;
  /** Of each bucket, where its texts begin in the two lists. */
  readonly #from: Uint32Array;
  readonly #texts: Uint32Array;
  readonly #values: Float32Array;

  constructor(texts: readonly Compact[]) {
    const buckets = texts.reduce((most, { at }) => Math.max(most, (at.at(-1) ?? -1) + 1), 0);
    this.#products = new Float64Array(texts.length);
    this.#from = new Uint32Array(buckets + 1);
    for (const { at } of texts) for (const bucket of at) this.#from[bucket + 1]!++;
    for (let bucket = 0; bucket < buckets; bucket++) this.#from[bucket + 1]! += this.#from[bucket]!;
    this.#texts = new Uint32Array(this.#from[buckets]!);
    this.#values = new Float32Array(this.#from[buckets]!);
    const next = this.#from.slice();
    for (const [text, { at, values }] of texts.entries()) {
      for (const [i, bucket] of at.entries()) {
        const place = next[bucket]!++;
        this.#texts[place] = text;
        this.#values[place] = values[i]!;
      }
    }
  }

  /** Mean similarity to the nearest of these texts; 0 without any. @param skip place of one that does not count */
  nearness({ at, values }: Compact, skip: number | null = null): number {
    const products = this.#products.fill(0);
    const [starts, texts, weights] = [this.#from, this.#texts, this.#values];
    for (let i = 0; i < at.length; i++) {
      const bucket = at[i]!;
      if (bucket + 1 >= starts.length) break;
      const value = values[i]!;
      const end = starts[bucket + 1]!;
      for (let place = starts[bucket]!; place < end; place++)
        products[texts[place]!]! += weights[place]! * value;
    }
    return meanOfNearest(products, skip);
  }
}

function meanOfNearest(products: Float64Array, skip: number | null): number {
  const best: number[] = [];
  for (let text = 0; text < products.length; text++) {
    if (text === skip) continue;
    const product = products[text]!;
    if (best.length === NEAREST && product <= best[NEAREST - 1]!) continue;
    if (best.length < NEAREST) best.push(product);
    let place = best.length - 1;
    for (; place > 0 && best[place - 1]! < product; place--) best[place] = best[place - 1]!;
    best[place] = product;
  }
  return best.reduce((sum, one) => sum + one, 0) / Math.max(1, best.length);
}
