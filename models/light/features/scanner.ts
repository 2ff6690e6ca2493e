/**
 * The one pass over a text that every head reads: buckets of hashed words, pairs of words, words under a
 * negation, character n-grams inside words, emoji, marks and the lexicon's verdict. Hand-written over units,
 * because it is most of the cost of reading a text.
 */
import { bucket, SEED, step } from './hash.ts';
import { Lexicon, NEGATES, SETS_ASIDE, STRENGTHENS, WEAKENS } from './lexicon.ts';
import { Normaliser } from './normalise.ts';
import { FEATURE_SPEC, featureSpecHash } from './spec.ts';
import {
  CAPS_MARK,
  LONG_MARK,
  MARKER,
  PLAIN,
  PUNCTUATION,
  SPACE,
  SYMBOL,
  UNIT_CLASS,
  UNSPACED,
  WORD,
} from './units.ts';
import { ValenceSum } from './valence-sum.ts';

const { maxFeatures, maxWordUnits, negationReach, lexiconRepeats, charMin, charMax } = FEATURE_SPEC;
/** N-grams that begin at one unit. */
const charSizes = charMax - charMin + 1;
const BOUNDARY = 0x20;
const APOSTROPHE = 0x27;
const HASHTAG = 0x23;
const LONGEST_EMOTICON = 4;

const LEXICON = new Lexicon();
export const FEATURE_HASH: string = featureSpecHash(LEXICON.fingerprint());

/** Reusable; holds the features of the text that was scanned last. Not for two threads. */
export class FeatureScanner {
  /** Buckets of the text, in the order found; only lexicon features occur more than once. */
  readonly features: Uint32Array;
  /** How many of them belong to the text. */
  count = 0;
  readonly normaliser = new Normaliser();
  /** Generation in which each bucket was last seen; one byte, so that the table stays in the cache. */
  readonly #stamps = new Uint8Array(1 << FEATURE_SPEC.bits);
  #generation = 0;
  readonly #valence = new ValenceSum();
  #previous = 0;
  #negated = 0;

  /** `features` may lie in memory that a kernel reads; it must hold `maxFeatures`. */
  constructor(features: Uint32Array = new Uint32Array(maxFeatures)) {
    this.features = features;
  }

  /** Answers how many features the text has; at least one. */
  scan(text: string): number {
    const length = this.normaliser.run(text);
    const units = this.normaliser.units;
    this.#begin();
    let words = 0;
    let capitals = 0;
    let i = 0;
    while (i < length) {
      const unit = units[i]!;
      const found = UNIT_CLASS[unit]!;
      if (found === SPACE) i++;
      else if (found === WORD) {
        const end = wordEnd(units, i, length);
        const caps = end < length && units[end] === CAPS_MARK;
        this.#word(units, i, end, caps, i > 0 && units[i - 1] === HASHTAG);
        words++;
        if (caps) capitals++;
        i = end;
      } else if (found === UNSPACED) i = this.#run(units, i, length);
      else if (found === MARKER) i = this.#marker(unit, i);
      else i = this.#symbol(units, i, length, found);
    }
    this.#whole(words, capitals);
    return this.count;
  }

  #begin(): void {
    if (++this.#generation === 256) {
      this.#stamps.fill(0);
      this.#generation = 1;
    }
    this.count = 0;
    this.#previous = SEED.mark;
    this.#negated = 0;
    this.#valence.reset();
  }

  #add(hash: number): void {
    const at = bucket(hash);
    if (this.#stamps[at] === this.#generation || this.count === maxFeatures) return;
    this.#stamps[at] = this.#generation;
    this.features[this.count++] = at;
  }

  /** A token's own feature, and the pair with the token before it. */
  #token(hash: number): void {
    this.#add(hash);
    this.#add(Math.imul(this.#previous, 0x2545f491) ^ hash ^ SEED.bigram);
    this.#previous = hash;
  }

  #word(units: Uint16Array, from: number, end: number, caps: boolean, tag: boolean): void {
    let hash: number = SEED.word;
    let plain: number = SEED.word;
    let digits = 0;
    for (let i = from; i < end; i++) {
      const unit = units[i]!;
      hash = step(hash, unit);
      plain = step(plain, PLAIN[unit]!);
      if (unit >= 0x30 && unit <= 0x39) digits++;
    }
    if (digits === end - from && digits > 2) {
      this.#token(step(SEED.shape, digits));
      return;
    }
    this.#token(hash);
    if (tag) this.#add(hash ^ SEED.tag);
    if (caps) this.#add(hash ^ SEED.caps);
    if (this.#negated > 0) {
      this.#add(hash ^ SEED.negated);
      this.#negated--;
    }
    const at = LEXICON.find(plain);
    const flags = at < 0 ? 0 : LEXICON.flags[at]!;
    if (at >= 0) this.#valence.word(LEXICON.english[at]!, LEXICON.other[at]!, caps);
    this.#valence.step((flags & NEGATES) !== 0, (flags & STRENGTHENS) !== 0, (flags & WEAKENS) !== 0);
    if ((flags & NEGATES) !== 0) this.#negated = negationReach;
    if ((flags & SETS_ASIDE) !== 0) {
      this.#negated = 0;
      this.#valence.setAside();
    }
    this.#ngrams(units, from, Math.min(end, from + maxWordUnits));
  }

  /**
   * Character n-grams of one word, of three to five units, with a boundary at both sides. Most features are
   * made here, so it is written out: a rolling hash, and everything it touches in locals.
   */
  #ngrams(units: Uint16Array, from: number, end: number): void {
    const { features } = this;
    const stamps = this.#stamps;
    const generation = this.#generation;
    let { count } = this;
    const room = maxFeatures - count;
    if (room < charSizes * (end - from)) return;
    const last = end + 1;
    for (let start = from - 1; start + 3 <= last; start++) {
      let hash = step(SEED.chars, start < from ? BOUNDARY : units[start]!);
      hash = step(hash, units[start + 1]!);
      for (let at = start + 2; at < start + charMax && at < last; at++) {
        hash = step(hash, at === end ? BOUNDARY : units[at]!);
        const found = bucket(hash);
        if (stamps[found] === generation) continue;
        stamps[found] = generation;
        features[count++] = found;
      }
    }
    this.count = count;
  }

  /** A run of a script without spaces: its units, pairs and triples. */
  #run(units: Uint16Array, from: number, length: number): number {
    let end = from;
    while (end < length && UNIT_CLASS[units[end]!] === UNSPACED) end++;
    for (let start = from; start < end; start++) {
      let hash: number = SEED.chars;
      for (let at = start; at < end && at < start + 3; at++) {
        hash = step(hash, units[at]!);
        this.#add(hash);
      }
    }
    return end;
  }

  /** Masks are tokens; marks behind a word say something of the whole text. */
  #marker(unit: number, i: number): number {
    if (unit === CAPS_MARK) this.#add(SEED.caps);
    else if (unit === LONG_MARK) {
      this.#add(SEED.long);
      this.#add(this.#previous ^ SEED.long);
    } else this.#token(step(SEED.mark, unit));
    return i + 1;
  }

  /** Emoticon, emoji or punctuation. */
  #symbol(units: Uint16Array, i: number, length: number, found: number): number {
    const emoticon = this.#emoticon(units, i, length);
    if (emoticon > i) return emoticon;
    const unit = units[i]!;
    if (found === SYMBOL) {
      const pair = unit >= 0xd800 && unit <= 0xdbff && i + 1 < length;
      let hash = step(SEED.emoji, unit);
      if (pair) hash = step(hash, units[i + 1]!);
      const at = LEXICON.find(hash);
      if (at >= 0) this.#valence.symbol(LEXICON.english[at]!);
      this.#token(hash);
      return pair ? i + 2 : i + 1;
    }
    const doubled = i + 1 < length && units[i + 1] === unit;
    const hash = step(step(SEED.mark, unit), doubled ? 2 : 1);
    if (unit === 0x21 || unit === 0x3f || (unit === 0x2e && doubled) || unit === 0x2026) this.#token(hash);
    else this.#add(hash);
    if (unit === 0x21 || unit === 0x3f || unit === 0x2e || unit === 0x2c || unit === 0x3b || unit === 0x3a) {
      this.#negated = 0;
      this.#valence.stop(unit === 0x21);
    }
    return doubled ? i + 2 : i + 1;
  }

  /** End of the longest emoticon of the lexicon at `i`, or `i`. One that ends in a letter must end the word. */
  #emoticon(units: Uint16Array, i: number, length: number): number {
    let hash: number = SEED.emoji;
    let best = i;
    let bestHash = 0;
    let bestAt = -1;
    for (let end = i; end < length && end < i + LONGEST_EMOTICON; end++) {
      const unit = units[end]!;
      const found = UNIT_CLASS[unit]!;
      if (found === SPACE || found === MARKER) break;
      hash = step(hash, unit);
      if (end === i) continue;
      const open = found === WORD && end + 1 < length && UNIT_CLASS[units[end + 1]!] === WORD;
      const at = open ? -1 : LEXICON.find(hash);
      if (at < 0) continue;
      [best, bestHash, bestAt] = [end + 1, hash, at];
    }
    if (bestAt < 0) return i;
    this.#valence.symbol(LEXICON.english[bestAt]!);
    this.#token(bestHash);
    return best;
  }

  /** What is said of the text as a whole. */
  #whole(words: number, capitals: number): void {
    this.#add(step(step(SEED.shape, 0x100), Math.min(15, Math.ceil(Math.log2(words + 1) * 2))));
    if (words > 0) this.#add(step(step(SEED.shape, 0x101), Math.min(4, Math.ceil((capitals / words) * 4))));
    const features = this.#valence.buckets();
    for (let i = 0; i < features.length; i++) {
      const at = bucket(step(step(SEED.lexicon, i), features[i]!));
      for (let n = 0; n < lexiconRepeats && this.count < maxFeatures; n++) this.features[this.count++] = at;
    }
  }
}

/** Letters and digits, with apostrophes between them. */
function wordEnd(units: Uint16Array, from: number, length: number): number {
  let end = from + 1;
  while (end < length) {
    const found = UNIT_CLASS[units[end]!]!;
    if (found === WORD) end++;
    else if (
      found === PUNCTUATION &&
      units[end] === APOSTROPHE &&
      end + 1 < length &&
      UNIT_CLASS[units[end + 1]!] === WORD
    )
      end += 2;
    else break;
  }
  return end;
}
