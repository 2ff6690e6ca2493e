/** From a model's outputs to a reading of sentiment. Pure. */
import { SENTIMENTS } from '../ports.ts';
import type { SentimentLabel, SentimentReading } from '../ports.ts';

/** What of a manifest makes answers out of outputs. */
export interface OutputMeaning {
  /** In the order of the outputs. */
  readonly labels: readonly SentimentLabel[];
  readonly temperature: number;
  readonly modelVersion: string;
}

/** @param outputs one per label, finite */
export function readingOf(outputs: readonly number[], meaning: OutputMeaning): SentimentReading {
  const { labels, temperature, modelVersion } = meaning;
  const highest = Math.max(...outputs);
  const powers = outputs.map((value) => Math.exp((value - highest) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  const of = (label: SentimentLabel): number => (powers[labels.indexOf(label)] ?? 0) / sum;
  const probabilities = { negative: of('negative'), neutral: of('neutral'), positive: of('positive') };
  const label = SENTIMENTS.reduce((a, b) => (probabilities[b] > probabilities[a] ? b : a), 'neutral');
  return {
    label,
    score: probabilities.positive - probabilities.negative,
    probabilities,
    confidence: probabilities[label],
    evidence: [],
    modelVersion,
  };
}
