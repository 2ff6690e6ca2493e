/**
 * Valence of words, emoji and emoticons, and the words that turn or strengthen them, keyed by the hash that the
 * scanner has at hand anyway: an open-addressing table, no string is made per word.
 */
import { createHash } from 'node:crypto';
import { EMOJI } from '../../lexicon/emoji.ts';
import { EMOTICONS } from '../../lexicon/emoticons.ts';
import { BOOSTERS, BUTS, NEGATIONS } from '../../lexicon/modifiers.ts';
import { VALENCE_EN } from '../../lexicon/valence-en.ts';
import { VALENCE_OTHER } from '../../lexicon/valence-other.ts';
import { SEED, step, wordHash } from './hash.ts';

export const NEGATES = 1;
export const STRENGTHENS = 2;
export const WEAKENS = 4;
export const SETS_ASIDE = 8;
export const IS_EMOTICON = 16;

const SIZE = 1 << 15;
const MASK = SIZE - 1;

/** Parallel arrays: key (0 is empty), valence in tenths in English and elsewhere, what the word does to others. */
export class Lexicon {
  readonly #keys = new Int32Array(SIZE);
  readonly english = new Int8Array(SIZE);
  readonly other = new Int8Array(SIZE);
  readonly flags = new Uint8Array(SIZE);
  #entries: string[] = [];

  constructor() {
    for (const [tenths, words] of VALENCE_EN) {
      for (const word of words.split(' ')) this.english[this.#slot(wordHash(word), word)] = tenths;
    }
    for (const [language, words] of VALENCE_OTHER) {
      for (const [word, valence] of words) {
        const at = this.#slot(wordHash(word), `${language} ${word}`);
        if (this.other[at] === 0) this.other[at] = Math.round(valence * 10);
      }
    }
    for (const [emoji, valence] of EMOJI) {
      const at = this.#slot(symbolHash(emoji), emoji);
      this.english[at] = Math.round(valence * 10);
    }
    for (const [emoticon, valence] of EMOTICONS) {
      const at = this.#slot(symbolHash(emoticon.toLowerCase()), emoticon);
      this.english[at] = Math.round(valence * 10);
      this.flags[at]! |= IS_EMOTICON;
    }
    for (const word of NEGATIONS) this.flags[this.#slot(wordHash(word), `-${word}`)]! |= NEGATES;
    for (const [word, boost] of BOOSTERS) {
      this.flags[this.#slot(wordHash(word), `+${word}`)]! |= boost > 0 ? STRENGTHENS : WEAKENS;
    }
    for (const word of BUTS) this.flags[this.#slot(wordHash(word), `/${word}`)]! |= SETS_ASIDE;
  }

  /** Place of the word with this hash, or -1. */
  find(hash: number): number {
    let at = (hash ^ (hash >>> 15)) & MASK;
    while (this.#keys[at] !== 0) {
      if (this.#keys[at] === hash) return at;
      at = (at + 1) & MASK;
    }
    return -1;
  }

  /** SHA-256 of what is in it: part of the feature specification. */
  fingerprint(): string {
    const hash = createHash('sha256');
    hash.update(this.#entries.join('\n'));
    hash.update(this.english);
    hash.update(this.other);
    hash.update(this.flags);
    return hash.digest('hex');
  }

  #slot(hash: number, entry: string): number {
    this.#entries.push(entry);
    let at = (hash ^ (hash >>> 15)) & MASK;
    while (this.#keys[at] !== 0 && this.#keys[at] !== hash) at = (at + 1) & MASK;
    this.#keys[at] = hash;
    return at;
  }
}

/** Hash of an emoji or emoticon as the scanner computes it. */
export function symbolHash(symbol: string): number {
  let hash: number = SEED.emoji;
  for (let i = 0; i < symbol.length; i++) hash = step(hash, symbol.charCodeAt(i));
  return hash;
}
