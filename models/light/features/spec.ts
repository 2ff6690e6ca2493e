/**
 * The feature specification: everything that decides which buckets a text touches. Weights hold its hash, and
 * the loader refuses weights of another one. Change a value or the meaning of a feature: raise `revision`.
 */
import { createHash } from 'node:crypto';

export const FEATURE_SPEC = {
  revision: 1,
  /** log2 of the number of buckets. */
  bits: 18,
  /** Only so many UTF-16 units of a text are read. */
  maxUnits: 10_000,
  /** Only so many features of a text are kept. */
  maxFeatures: 8_192,
  /** Character n-grams inside a word, its two boundaries included. */
  charMin: 3,
  charMax: 5,
  /** Units of one word that character n-grams are taken from. */
  maxWordUnits: 40,
  /** Words after a negation that are marked as negated, unless a stop comes first. */
  negationReach: 4,
  /** How often each lexicon feature is counted: a few features beside two hundred n-grams. */
  lexiconRepeats: 4,
} as const;

/** SHA-256 of the specification and of the lexicon's entries, in hex. */
export function featureSpecHash(lexiconFingerprint: string): string {
  return createHash('sha256')
    .update(JSON.stringify([FEATURE_SPEC, lexiconFingerprint]))
    .digest('hex');
}
