/** The baseline's sentiment: valences of a lexicon, turned into probabilities by a small logistic model. */
import { NEGATIONS } from '../lexicon/modifiers.ts';
import type { SentimentReader, SentimentReading } from '../ports.ts';
import { SENTIMENTS } from '../ports.ts';
import { tokenize } from '../text/tokens.ts';
import type { TokenizedText } from '../text/tokens.ts';
import { VERSIONS } from '../versions.ts';
import { SENTIMENT_WEIGHTS } from './sentiment-weights.ts';
import { readValences } from './valence.ts';
import type { Valences } from './valence.ts';

/** What the logistic model sees; order is that of `SENTIMENT_WEIGHTS`. */
export function sentimentFeatures(text: TokenizedText, valences: Valences): readonly number[] {
  const { positive, negative } = valences;
  const sum = positive - negative;
  let exclamations = 0;
  let questions = 0;
  let negations = 0;
  let urls = 0;
  let words = 0;
  for (const token of text.tokens) {
    if (token.kind === 'word') words++;
    if (token.kind === 'word' && NEGATIONS.has(token.text)) negations++;
    if (token.kind === 'url') urls++;
    if (token.kind !== 'marks') continue;
    if (token.text.includes('?')) questions++;
    if (token.text.includes('!')) exclamations += token.text.length;
  }
  return [
    1,
    sum / Math.sqrt(sum * sum + 15),
    Math.log1p(positive),
    Math.log1p(negative),
    Math.min(exclamations, 3),
    Math.min(questions, 2),
    Math.min(negations, 2),
    Math.min(urls, 1),
    Math.log1p(words) / 3,
  ];
}

function sumOf(row: readonly number[], features: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i]! * features[i]!;
  return sum;
}

/** Softmax of the linear scores, in the order negative, neutral, positive. */
function probabilitiesOf(features: readonly number[]): readonly [number, number, number] {
  const [negative, neutral, positive] = SENTIMENT_WEIGHTS;
  const scores = [sumOf(negative!, features), sumOf(neutral!, features), sumOf(positive!, features)] as const;
  const top = Math.max(...scores);
  const powers = [Math.exp(scores[0] - top), Math.exp(scores[1] - top), Math.exp(scores[2] - top)] as const;
  const total = powers[0] + powers[1] + powers[2];
  return [powers[0] / total, powers[1] / total, powers[2] / total];
}

/** Reads a text that is tokenized already. */
export function readSentiment(text: TokenizedText, language: string): SentimentReading {
  const valences = readValences(text, language);
  const [negative, neutral, positive] = probabilitiesOf(sentimentFeatures(text, valences));
  const probabilities = { negative, neutral, positive };
  const label = SENTIMENTS.reduce(
    (best, one) => (probabilities[one] > probabilities[best] ? one : best),
    'neutral',
  );
  return {
    label,
    score: positive - negative,
    probabilities,
    confidence: probabilities[label],
    evidence: valences.evidence,
    modelVersion: VERSIONS.sentiment,
  };
}

export const lexiconSentimentReader: SentimentReader = {
  read: (text, language) => readSentiment(tokenize(text), language),
};
