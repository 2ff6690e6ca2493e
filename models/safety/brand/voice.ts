/**
 * How much a text sounds like the brand, 0 to 1. Similarity to approved posts minus similarity to others, tone,
 * keywords and style are weighted into one number; that number is mapped so that 0.7 is what nine of ten approved
 * posts reach when judged by the other approved posts, and 0.9 is what half of them reach. So 0.7 means the same
 * for every brand. Fewer examples than 30 say nothing.
 */
import { readSentiment } from '../../understanding/sentiment.ts';
import { tokenize } from '../../text/tokens.ts';
import { fold } from '../../text/fold.ts';
import { flatten, PhraseMatcher } from '../../text/phrases.ts';
import { counts, dot, idf, STYLE_FEATURES, styleOf, sumOf, vector } from './features.ts';
import type { Style, StyleFeature, Vector } from './features.ts';

/** What a workspace says of its voice; part of the safety policy. */
export interface VoiceExamples {
  readonly approved: readonly string[];
  readonly others: readonly string[];
  /** Words that the brand likes to use; a phrase that ends in `*` matches beginnings. */
  readonly prefers: readonly string[];
  readonly avoids: readonly string[];
  /** Largest share of words that may be preferred ones: above it a text is stuffed. */
  readonly maxKeywordShare: number;
}

export const LEAST_EXAMPLES = 30;
const WEIGHTS = { similarity: 0.5, tone: 0.15, keywords: 0.15, style: 0.2 } as const;
export type VoicePart = keyof typeof WEIGHTS;

export interface VoiceScore {
  /** 0 to 1. */
  readonly score: number;
  /** Parts before weighting, about -1 to 1: for people, to see why. */
  readonly parts: Readonly<Record<VoicePart, number>>;
  /** The feature of style that is farthest from the brand's, with how many deviations. */
  readonly oddest: { readonly feature: StyleFeature; readonly deviations: number };
}

interface Document {
  readonly text: string;
  readonly vector: Vector;
  readonly tone: number;
  readonly style: Style;
}

const TENTH = 0.1;
const HALF = 0.5;
const LOGIT_70 = Math.log(0.7 / 0.3);
const LOGIT_90 = Math.log(0.9 / 0.1);
/** Examples that are all alike would make any other text impossible. */
const LEAST_SPREAD = 0.05;

export class BrandVoice {
  readonly #weight: (bucket: number) => number;
  readonly #approved: readonly Document[];
  readonly #sum: Map<number, number>;
  readonly #others: Vector;
  readonly #prefers: PhraseMatcher;
  readonly #avoids: PhraseMatcher;
  readonly #maxShare: number;
  readonly #tone: { readonly mean: number; readonly deviation: number };
  readonly #style: ReadonlyMap<StyleFeature, { readonly mean: number; readonly deviation: number }>;
  readonly #tenth: number;
  readonly #half: number;

  private constructor(examples: VoiceExamples) {
    const approved = examples.approved.map(counts);
    const others = examples.others.map(counts);
    this.#weight = idf([...approved, ...others]);
    this.#approved = examples.approved.map((text, index) => this.#document(text, approved[index]!));
    this.#sum = sumOf(this.#approved.map((document) => document.vector));
    this.#others = normalised(sumOf(others.map((document) => vector(document, this.#weight))));
    this.#prefers = new PhraseMatcher([examples.prefers]);
    this.#avoids = new PhraseMatcher([examples.avoids]);
    this.#maxShare = examples.maxKeywordShare;
    this.#tone = spread(this.#approved.map((document) => document.tone));
    this.#style = new Map(
      STYLE_FEATURES.map((feature) => [
        feature,
        spread(this.#approved.map((document) => document.style[feature])),
      ]),
    );
    const apart = this.#approved
      .map((document) => this.#raw(document, document.vector).raw)
      .sort((a, b) => a - b);
    this.#tenth = quantile(apart, TENTH);
    this.#half = Math.max(this.#tenth + LEAST_SPREAD, quantile(apart, HALF));
  }

  /** Null: not enough examples. */
  static of(examples: VoiceExamples): BrandVoice | null {
    const texts = new Set(examples.approved.map((text) => text.trim()).filter((text) => text !== ''));
    if (texts.size < LEAST_EXAMPLES) return null;
    return new BrandVoice({ ...examples, approved: [...texts] });
  }

  score(text: string): VoiceScore {
    const { raw, parts, oddest } = this.#raw(this.#document(text, counts(text)), null);
    const slope = (LOGIT_90 - LOGIT_70) / (this.#half - this.#tenth);
    return { score: 1 / (1 + Math.exp(-(LOGIT_70 + slope * (raw - this.#tenth)))), parts, oddest };
  }

  #document(text: string, counted: ReadonlyMap<number, number>): Document {
    const read = tokenize(text);
    const { probabilities } = readSentiment(read, 'en');
    const tone = probabilities.positive - probabilities.negative;
    return { text, vector: vector(counted, this.#weight), tone, style: styleOf(text) };
  }

  /** @param own the vector to leave out of the approved ones: an example is not judged by itself */
  #raw(document: Document, own: Vector | null): Omit<VoiceScore, 'score'> & { readonly raw: number } {
    const sum = own === null ? this.#sum : without(this.#sum, own);
    const similarity = dot(document.vector, normalised(sum)) - dot(document.vector, this.#others);
    const tone = closeness(document.tone, this.#tone);
    const deviations = STYLE_FEATURES.map((feature) => {
      const { mean, deviation } = this.#style.get(feature)!;
      return { feature, deviations: Math.abs(document.style[feature] - mean) / deviation };
    });
    const oddest = deviations.reduce((a, b) => (b.deviations > a.deviations ? b : a));
    const style = deviations.reduce((all, one) => all + Math.exp(-one.deviations / 2), 0) / deviations.length;
    const parts = { similarity, tone, keywords: this.#keywords(document.text), style };
    const raw = (Object.keys(WEIGHTS) as VoicePart[]).reduce(
      (all, part) => all + WEIGHTS[part] * parts[part],
      0,
    );
    return { raw, parts, oddest };
  }

  /** 0 without keywords; more for preferred ones, less for each avoided one and for stuffing. */
  #keywords(text: string): number {
    const flat = flatten(fold(text));
    const words = Math.max(1, flat.text.split(' ').length);
    const preferred = this.#prefers.find(flat).length;
    const avoided = this.#avoids.find(flat).length;
    const stuffed = preferred / words > this.#maxShare;
    return Math.max(-1, (stuffed ? -0.5 : Math.min(1, preferred) * 0.3) - avoided);
  }
}

function normalised(sum: ReadonlyMap<number, number>): Vector {
  const length = Math.sqrt([...sum.values()].reduce((all, value) => all + value * value, 0));
  return length === 0 ? new Map() : new Map([...sum].map(([bucket, value]) => [bucket, value / length]));
}

function without(sum: ReadonlyMap<number, number>, own: Vector): ReadonlyMap<number, number> {
  const rest = new Map(sum);
  for (const [bucket, value] of own) rest.set(bucket, (rest.get(bucket) ?? 0) - value);
  return rest;
}

/** Least deviation that counts: a brand that never uses a hashtag is not lost by one. */
const LEAST_DEVIATION = 0.05;

function spread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance)) };
}

function closeness(
  value: number,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): number {
  return Math.exp(-Math.abs(value - mean) / (2 * deviation));
}

/** Of values in order, linear between neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const [a, b] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return a + (b - a) * (at - low);
}
