/**
 * What the Bayes model sees of a text: its words and pairs of neighbours with tricks undone, each once. Whole words
 * where the light tier reads pieces of words, counts where it fits weights: the two err in different ways.
 */
import { finishHash, HASH_START, hashUnit, hashUnits } from './hash.ts';

/** Buckets of a model; a power of two. */
export const BUCKETS = 1 << 15;
const MAX_WORDS = 600;
/** What stands for names and addresses in the training data says nothing. */
const MASKS = new Set(['auser', 'user', 'http', 'url', 'rt', 'amp']);

const LONGEST_MASK = Math.max(...Array.from(MASKS, (mask) => mask.length));

/** 1 for buckets of the text that is read; all 0 again behind it. */
const SEEN = new Uint8Array(BUCKETS);

/** Distinct buckets of a skeleton's text. No string is made for what is hashed. */
export function featuresOf(skeletonText: string): number[] {
  const found: number[] = [];
  const add = (hash: number): void => {
    const bucket = finishHash(hash) & (BUCKETS - 1);
    if (SEEN[bucket] === 1) return;
    SEEN[bucket] = 1;
    found.push(bucket);
  };
  /** Hash of the word before and a space; null before the first. */
  let before: number | null = null;
  let from = 0;
  for (let word = 0; word < MAX_WORDS && from <= skeletonText.length; word++) {
    const space = skeletonText.indexOf(' ', from);
    const to = space < 0 ? skeletonText.length : space;
    if (to > from && !isMask(skeletonText, from, to)) {
      if (before !== null) add(hashUnits(before, skeletonText, from, to));
      const own = hashUnits(HASH_START, skeletonText, from, to);
      add(own);
      before = hashUnit(own, SPACE);
    }
    from = to + 1;
  }
  for (const bucket of found) SEEN[bucket] = 0;
  return found;
}

const SPACE = 0x20;

function isMask(text: string, from: number, to: number): boolean {
  return to - from <= LONGEST_MASK && MASKS.has(text.slice(from, to));
}
