/**
 * What the Bayes model sees of a text: its words and pairs of neighbours with tricks undone, each once. Whole words
 * where the light tier reads pieces of words, counts where it fits weights: the two err in different ways.
 */
import { tokenHash } from './hash.ts';

/** Buckets of a model; a power of two. */
export const BUCKETS = 1 << 15;
const MAX_WORDS = 600;
/** What stands for names and addresses in the training data says nothing. */
const MASKS = new Set(['auser', 'user', 'http', 'url', 'rt', 'amp']);

/** Distinct buckets of a skeleton's text. */
export function featuresOf(skeletonText: string): number[] {
  const words = skeletonText.split(' ', MAX_WORDS).filter((word) => word !== '' && !MASKS.has(word));
  const found = new Set<number>();
  for (const [index, word] of words.entries()) {
    found.add(tokenHash(word) & (BUCKETS - 1));
    const next = words[index + 1];
    if (next !== undefined) found.add(tokenHash(`${word} ${next}`) & (BUCKETS - 1));
  }
  return [...found];
}
