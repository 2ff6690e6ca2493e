/** Hashes of the feature pass: FNV-like over units, with a finaliser that spreads them over the buckets. */
import { FEATURE_SPEC } from './spec.ts';

const PRIME = 0x01000193;
const SHIFT = 32 - FEATURE_SPEC.bits;

export function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, PRIME);
}

/** Bucket of a hash, 0 to 2^bits - 1. */
export function bucket(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return (h ^ (h >>> 16)) >>> SHIFT;
}

/** Start values, so that the same letters as a word and as an n-gram are different features. */
export const SEED = {
  word: 0x811c9dc5 | 0,
  bigram: 0x3c6ef372,
  negated: 0x5be0cd19,
  tag: 0x1f83d9ab,
  chars: 0x510e527f,
  caps: 0x6a09e667,
  long: 0x2b3e6c1f,
  mark: 0x71374491,
  emoji: 0x59f111f1,
  lexicon: 0x12835b01,
  shape: 0x243185be,
} as const;

/** Hash of a word as the scanner computes it. */
export function wordHash(word: string): number {
  let hash: number = SEED.word;
  for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i));
  return hash;
}
