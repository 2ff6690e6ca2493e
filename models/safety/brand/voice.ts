/**
 * How much a text sounds like the brand, 0 to 1. Similarity to the nearest approved posts minus that to the nearest
 * others (a brand thanks, explains and apologises, and a text does one of these), tone,
 * keywords and style are weighted into one number; that number is mapped so that 0.7 is what nine of ten approved
 * posts reach when judged by the other approved posts, and 0.9 is what half of them reach. So 0.7 means the same
 * for every brand. Fewer examples than 30 say nothing.
 */
import { readSentiment } from '../../understanding/sentiment.ts';
import { tokenize } from '../../text/tokens.ts';
import { fold } from '../../text/fold.ts';
import { flatten, PhraseMatcher } from '../../text/phrases.ts';
import { compact, hashedTfIdf, Neighbours } from './embed.ts';
import type { Compact, Embedder, EmbedderFor } from './embed.ts';
import { STYLE_FEATURES, styleOf } from './features.ts';
import type { Style, StyleFeature } from './features.ts';

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
  readonly tone: number;
  readonly style: Style;
}

/** One way to see how alike texts are, with the examples as it sees them. */
interface View {
  readonly embedder: Embedder;
  readonly approved: Neighbours;
  readonly others: Neighbours;
}

const TENTH = 0.1;
const HALF = 0.5;
const LOGIT_70 = Math.log(0.7 / 0.3);
const LOGIT_90 = Math.log(0.9 / 0.1);
/** Examples that are all alike would make any other text impossible. */
const LEAST_SPREAD = 0.05;

export class BrandVoice {
  readonly #views: readonly View[];
  readonly #prefers: PhraseMatcher;
  readonly #avoids: PhraseMatcher;
  readonly #maxShare: number;
  readonly #tone: { readonly mean: number; readonly deviation: number };
  /** In the order of `STYLE_FEATURES`. */
  readonly #style: readonly { readonly mean: number; readonly deviation: number }[];
  readonly #tenth: number;
  readonly #half: number;

  private constructor(examples: VoiceExamples, embedders: readonly EmbedderFor[]) {
    const approved = examples.approved.map(documentOf);
    this.#views = embedders.map((embedderFor) => {
      const embedder = embedderFor(examples.approved);
      const seen = (texts: readonly string[]): Neighbours =>
        new Neighbours(texts.map((text) => seenBy(embedder, text)));
      return { embedder, approved: seen(examples.approved), others: seen(examples.others) };
    });
    this.#prefers = new PhraseMatcher([examples.prefers]);
    this.#avoids = new PhraseMatcher([examples.avoids]);
    this.#maxShare = examples.maxKeywordShare;
    this.#tone = spread(approved.map((document) => document.tone));
    this.#style = STYLE_FEATURES.map((feature) =>
      spread(approved.map((document) => document.style[feature])),
    );
    const apart = approved.map((document, index) => this.#raw(document, index).raw).sort((a, b) => a - b);
    this.#tenth = quantile(apart, TENTH);
    this.#half = Math.max(this.#tenth + LEAST_SPREAD, quantile(apart, HALF));
  }

  /** Null: not enough examples. @param embedders beside hashed TF-IDF, which is always there */
  static of(examples: VoiceExamples, embedders: readonly EmbedderFor[] = []): BrandVoice | null {
    const texts = new Set(examples.approved.map((text) => text.trim()).filter((text) => text !== ''));
    if (texts.size < LEAST_EXAMPLES) return null;
    return new BrandVoice({ ...examples, approved: [...texts] }, [hashedTfIdf, ...embedders]);
  }

  score(text: string): VoiceScore {
    const { raw, parts, oddest } = this.#raw(documentOf(text), null);
    const slope = (LOGIT_90 - LOGIT_70) / (this.#half - this.#tenth);
    return { score: 1 / (1 + Math.exp(-(LOGIT_70 + slope * (raw - this.#tenth)))), parts, oddest };
  }

  /** @param own place among the approved posts: an example is not judged by itself */
  #raw(document: Document, own: number | null): Omit<VoiceScore, 'score'> & { readonly raw: number } {
    const similarity = this.#similarity(document.text, own);
    const tone = closeness(document.tone, this.#tone);
    let oddest: VoiceScore['oddest'] = { feature: STYLE_FEATURES[0], deviations: -1 };
    let all = 0;
    for (let i = 0; i < STYLE_FEATURES.length; i++) {
      const { mean, deviation } = this.#style[i]!;
      const feature = STYLE_FEATURES[i]!;
      const deviations = Math.abs(document.style[feature] - mean) / deviation;
      all += Math.exp(-deviations / 2);
      if (deviations > oddest.deviations) oddest = { feature, deviations };
    }
    const style = all / STYLE_FEATURES.length;
    const parts = { similarity, tone, keywords: this.#keywords(document.text), style };
    const raw =
      WEIGHTS.similarity * parts.similarity +
      WEIGHTS.tone * parts.tone +
      WEIGHTS.keywords * parts.keywords +
      WEIGHTS.style * parts.style;
    return { raw, parts, oddest };
  }

  /** To the nearest approved posts minus to the nearest others, the mean over all views. */
  #similarity(text: string, own: number | null): number {
    const each = this.#views.map(({ embedder, approved, others }) => {
      const vector = seenBy(embedder, text);
      return approved.nearness(vector, own) - others.nearness(vector);
    });
    return each.reduce((sum, one) => sum + one, 0) / each.length;
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

function seenBy(embedder: Embedder, text: string): Compact {
  return embedder.sparse?.(text) ?? compact(embedder.embed(text));
}

function documentOf(text: string): Document {
  const read = tokenize(text);
  const { probabilities } = readSentiment(read, 'en');
  return { text, tone: probabilities.positive - probabilities.negative, style: styleOf(text) };
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
