/**
 * Texts as vectors whose products say how alike they are. Hashed TF-IDF is always there; sentence embeddings of a
 * model can stand beside it.
 */
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';
import { tokenHash } from '../bayes/hash.ts';

export interface Embedder {
  readonly name: string;
  /** Of length 1; all zeros for a text that says nothing. Always as many numbers for the same embedder. */
  embed(text: string): Float32Array;
}

/** Makes an embedder that has seen the brand's approved posts; one that needs none of them ignores them. */
export type EmbedderFor = (approved: readonly string[]) => Embedder;

const DIMENSIONS = 1 << 13;
const MAX_WORDS = 400;

/** Words, pairs of words and runs of four letters inside words; rare ones tell more. */
export const hashedTfIdf: EmbedderFor = (approved) => {
  const inDocuments = new Float64Array(DIMENSIONS);
  for (const text of approved) for (const bucket of counts(text).keys()) inDocuments[bucket]! += 1;
  return {
    name: 'tfidf-1',
    embed: (text) => {
      const vector = new Float32Array(DIMENSIONS);
      let squares = 0;
      const counted = counts(text);
      for (const [bucket, count] of counted) {
        const rarity = Math.log((1 + approved.length) / (1 + inDocuments[bucket]!)) + 1;
        const value = (1 + Math.log(count)) * rarity;
        vector[bucket] = value;
        squares += value * value;
      }
      const length = Math.sqrt(squares);
      for (const bucket of counted.keys()) vector[bucket]! /= length;
      return vector;
    },
  };
};

/** Bucket to count. */
function counts(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const add = (token: string): void => {
    const bucket = tokenHash(token) & (DIMENSIONS - 1);
    found.set(bucket, (found.get(bucket) ?? 0) + 1);
  };
  const words = flatten(fold(text)).text.split(' ', MAX_WORDS);
  for (const [index, word] of words.entries()) {
    add(word);
    if (index > 0) add(`${words[index - 1]} ${word}`);
    const padded = `<${word}>`;
    for (let from = 0; from + 4 <= padded.length; from++) add(`#${padded.slice(from, from + 4)}`);
  }
  return found;
}

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

function product({ at, values }: Compact, vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < at.length; i++) sum += values[i]! * vector[at[i]!]!;
  return sum;
}

/** How many of the most similar texts count: a voice has several kinds of posts, and a text is one of them. */
const NEAREST = 5;

/** Mean similarity to the nearest of these texts; 0 without any. @param skip place of one that does not count */
export function nearness(
  texts: readonly Compact[],
  vector: Float32Array,
  skip: number | null = null,
): number {
  const best = texts
    .flatMap((text, index) => (index === skip ? [] : [product(text, vector)]))
    .sort((a, b) => b - a)
    .slice(0, NEAREST);
  return best.reduce((sum, one) => sum + one, 0) / Math.max(1, best.length);
}
