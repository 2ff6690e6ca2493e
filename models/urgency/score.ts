/** Urgency as an explained score: log-odds of named factors, each shown with its weight and where it was seen. */
import type { SentimentReading, Span, Urgency, UrgencyFactor } from '../ports.ts';
import type { Folded } from '../text/fold.ts';
import type { TokenizedText } from '../text/tokens.ts';
import { isNegated } from './negation.ts';
import { termsOf, TOPICS } from './terms.ts';
import type { Topic } from './terms.ts';
import * as weights from './weights.ts';

export interface UrgencyReading {
  readonly urgency: Urgency;
  /** 0 to 1. */
  readonly urgencyScore: number;
  /** Their weights and the prior add up to the log-odds of the score. */
  readonly urgencyFactors: readonly UrgencyFactor[];
}

/** How the writer feels, by lexicon or trained head. */
export type Mood = Pick<SentimentReading, 'label' | 'score'>;

export interface UrgencyInput {
  readonly text: TokenizedText;
  /** Words of the text with single spaces (`flatten`). */
  readonly flat: Folded;
  /** ISO 639-1, or `und`. */
  readonly language: string;
  readonly sentiment: Mood;
  readonly authorFollowers: number | null;
  /** Messages of this author to the brand in the last days, this one among them; null when nobody counted. */
  readonly authorContacts: number | null;
  /** Messages a minute in the conversation; null when nobody counted. */
  readonly velocity: number | null;
  readonly asksBrand: boolean;
  readonly spam: boolean;
}

/** First hit of each topic that no negation takes back. */
function topicsIn(flat: Folded, language: string): Map<Topic, Span> {
  const found = new Map<Topic, Span>();
  for (const hit of termsOf(language).find(flat)) {
    const topic = TOPICS[hit.entry]!;
    if (found.has(topic)) continue;
    if (weights.NEGATABLE.has(topic) && isNegated(flat.text, placeOf(flat, hit.start))) continue;
    found.set(topic, { start: hit.start, end: hit.end });
  }
  // The nearer of two times is what presses.
  if (found.has('within_hours')) found.delete('within_days');
  return found;
}

/** Where an original place is in the flattened text, by halving. */
function placeOf(flat: Folded, start: number): number {
  let [low, high] = [0, flat.starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (flat.starts[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function readUrgency(input: UrgencyInput): UrgencyReading {
  const topics = topicsIn(input.flat, input.language);
  const factors = [...textFactors(input, topics), ...contextFactors(input, topics)];
  const odds = factors.reduce((sum, factor) => sum + factor.weight, weights.PRIOR);
  const urgencyScore = 1 / (1 + Math.exp(-odds));
  const urgency = urgencyScore >= weights.HIGH ? 'high' : urgencyScore >= weights.NORMAL ? 'normal' : 'low';
  return { urgency, urgencyScore, urgencyFactors: factors };
}

function textFactors(input: UrgencyInput, topics: ReadonlyMap<Topic, Span>): UrgencyFactor[] {
  const factors: UrgencyFactor[] = [];
  for (const [topic, span] of topics) {
    const weight = weights.TOPIC_WEIGHTS[topic];
    if (weight !== 0) factors.push({ factor: topic, weight, span });
  }
  const shown = new Set<string>();
  for (const { factor, all, weight } of weights.TOGETHER) {
    if (shown.has(factor) || !all.every((topic) => topics.has(topic))) continue;
    shown.add(factor);
    factors.push({ factor, weight, span: topics.get(all[0]!)! });
  }
  const { score, label } = input.sentiment;
  // Words of joy do not make a fire less urgent, only what is no incident.
  if (score < -weights.SENTIMENT_FLOOR)
    factors.push({
      factor: 'negative_sentiment',
      weight: round(-score * weights.OTHER_WEIGHTS.negative_sentiment),
    });
  else if (label === 'positive' && ![...topics.keys()].some((topic) => weights.INCIDENTS.has(topic)))
    factors.push({
      factor: 'positive_sentiment',
      weight: round(score * weights.OTHER_WEIGHTS.positive_sentiment),
    });
  return [...factors, ...shouting(input.text, label === 'positive')];
}

/** Capitals and repeated marks, unless the writer is glad. */
function shouting(text: TokenizedText, glad: boolean): UrgencyFactor[] {
  if (glad) return [];
  const factors: UrgencyFactor[] = [];
  const capitals = text.tokens.find((token) => token.caps && token.end - token.start >= 3);
  const marks = text.tokens.find((token) => token.kind === 'marks' && token.text.length >= 2);
  for (const [factor, token] of [
    ['capitals', capitals],
    ['repeated_marks', marks],
  ] as const) {
    if (token === undefined) continue;
    factors.push({
      factor,
      weight: weights.OTHER_WEIGHTS[factor],
      span: { start: token.start, end: token.end },
    });
  }
  return factors;
}

/** What is not in the text: how often, how widely heard, how fast. Counts only for what is no praise. */
function contextFactors(input: UrgencyInput, topics: ReadonlyMap<Topic, Span>): UrgencyFactor[] {
  const factors: UrgencyFactor[] = [];
  const add = (factor: keyof typeof weights.OTHER_WEIGHTS, times = 1): void => {
    factors.push({ factor, weight: round(weights.OTHER_WEIGHTS[factor] * times) });
  };
  const trouble =
    input.sentiment.score < -weights.SENTIMENT_FLOOR ||
    [...topics.keys()].some((topic) => weights.INCIDENTS.has(topic) || topic === 'repeated');
  const glad = input.sentiment.label === 'positive';
  const contacts = Math.min(input.authorContacts ?? 0, weights.MAX_CONTACTS_COUNTED) - 2;
  if (contacts > 0 && !glad) add('repeated_contact', contacts);
  const followers = input.authorFollowers ?? 0;
  const fast = (input.velocity ?? 0) >= weights.FAST;
  if (trouble || (fast && !glad)) {
    if (followers >= weights.VERY_WIDE_REACH) add('very_wide_reach');
    else if (followers >= weights.WIDE_REACH) add('wide_reach');
    if (fast) add('fast_conversation');
  }
  if (input.asksBrand) add('question_to_brand');
  if (input.spam) add('spam');
  return factors;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
