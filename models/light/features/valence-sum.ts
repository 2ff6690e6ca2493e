/**
 * The lexicon's verdict on a text, as small numbers that become features: the idea of VADER (Hutto and Gilbert
 * 2014) with negation, intensity, capitals and "but", computed while the scanner passes. Valences in tenths.
 */
const NEGATED = -0.74;
const BOOST = 3;
const CAPITALS = 7;
const REACH = 3;
const BEFORE_BUT = 0.5;
const AFTER_BUT = 1.5;

export class ValenceSum {
  #positive = 0;
  #negative = 0;
  #otherPositive = 0;
  #otherNegative = 0;
  #strongest = 0;
  #last = 0;
  #negation = 0;
  #boost = 0;
  #factor = 1;
  #exclamations = 0;
  #symbols = 0;
  readonly #out = new Uint8Array(6);

  reset(): void {
    this.#positive = this.#negative = this.#otherPositive = this.#otherNegative = 0;
    this.#strongest = this.#last = this.#negation = this.#boost = this.#exclamations = this.#symbols = 0;
    this.#factor = 1;
  }

  /** A word of the lexicon: valence in English and in other languages. */
  word(english: number, other: number, caps: boolean): void {
    if (english !== 0) this.#count(this.#modified(english, caps));
    if (other !== 0) {
      const value = this.#modified(other, caps);
      if (value > 0) this.#otherPositive += value;
      else this.#otherNegative -= value;
    }
  }

  /** An emoji or emoticon; negation does not reach it. */
  symbol(valence: number): void {
    this.#symbols += valence;
    this.#count(valence * this.#factor);
  }

  /** Once a word, after `word`: what this word does to the next ones. */
  step(negates: boolean, strengthens: boolean, weakens: boolean): void {
    this.#negation = negates ? REACH : Math.max(0, this.#negation - 1);
    this.#boost = strengthens ? BOOST : weakens ? -BOOST : 0;
  }

  /** The end of a clause. */
  stop(exclamation: boolean): void {
    this.#negation = 0;
    this.#boost = 0;
    if (exclamation) this.#exclamations++;
  }

  /** "But": what came before counts less, what comes after more. */
  setAside(): void {
    this.#positive *= BEFORE_BUT;
    this.#negative *= BEFORE_BUT;
    this.#otherPositive *= BEFORE_BUT;
    this.#otherNegative *= BEFORE_BUT;
    this.#factor = AFTER_BUT;
    this.stop(false);
  }

  /** Small numbers, one a feature: balance, both sides together, strongest word, last word, other languages, symbols. */
  buckets(): Uint8Array {
    const out = this.#out;
    const boost = Math.min(3, this.#exclamations) * 3;
    const raw = this.#positive - this.#negative;
    const sum = raw === 0 ? 0 : raw + Math.sign(raw) * boost;
    out[0] = level(sum, 6);
    out[1] = 6 * side(this.#positive) + side(this.#negative);
    out[2] = 1 + Math.max(-5, Math.min(5, Math.round(this.#strongest / 8))) + 5;
    out[3] = 1 + Math.max(-2, Math.min(2, Math.round(this.#last / 15))) + 2;
    out[4] = level(this.#otherPositive - this.#otherNegative, 4);
    out[5] = 1 + Math.max(-2, Math.min(2, Math.round(this.#symbols / 20))) + 2;
    return out;
  }

  #count(value: number): void {
    if (value > 0) this.#positive += value;
    else this.#negative -= value;
    if (Math.abs(value) > Math.abs(this.#strongest)) this.#strongest = value;
    this.#last = value;
  }

  #modified(valence: number, caps: boolean): number {
    let value = valence + Math.sign(valence) * (this.#boost + (caps ? CAPITALS : 0));
    if (this.#negation > 0) value *= NEGATED;
    return value * this.#factor;
  }
}

/** VADER's squash of a sum of tenths to -1 … 1, in `steps` levels a side; 0 is none. */
function level(sum: number, steps: number): number {
  if (sum === 0) return 0;
  const squashed = sum / Math.sqrt(sum * sum + 1500);
  return 1 + steps + Math.round(squashed * steps);
}

function side(sum: number): number {
  return sum === 0 ? 0 : sum < 12 ? 1 : sum < 22 ? 2 : sum < 34 ? 3 : sum < 55 ? 4 : 5;
}
