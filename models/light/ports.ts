/**
 * The light tier behind the ports that the processors ask: sentiment with the lexicon's evidence, spam and
 * language in the classifier, and what else is read of a text (irony, emotion, offence, hate, toxicity).
 */
import type {
  Classifier,
  ClassifyInput,
  SentimentLabel,
  SentimentReader,
  SentimentReading,
} from '../ports.ts';
import { SENTIMENTS } from '../ports.ts';
import { tokenize } from '../text/tokens.ts';
import { readValences } from '../understanding/valence.ts';
import type { Channel, LightReader } from './infer/reader.ts';

/** Languages that the sentiment head has learned from; the lexicon answers for the others. */
export const SENTIMENT_LANGUAGES: ReadonlySet<string> = new Set([
  'en',
  'es',
  'fr',
  'de',
  'it',
  'pt',
  'ar',
  'hi',
  'und',
]);

/** Share of the certainty that is given up where irony is certain. */
const DOUBT = 0.5;

/**
 * Sentiment by the trained head. Irony never turns it: it widens the uncertainty, so that a doubtful reading
 * reaches a person or the next tier.
 */
export function lightSentimentReader(light: LightReader, others: SentimentReader): SentimentReader {
  const read = light.heads(['sentiment', 'irony']);
  return {
    read: (text, language) => {
      if (!SENTIMENT_LANGUAGES.has(language)) return others.read(text, language);
      const { heads, modelVersion } = read(text);
      const probabilities = widen(heads['sentiment']!.probabilities, heads['irony']!.probabilities['yes']!);
      const label = SENTIMENTS.reduce((a, b) => (probabilities[b] > probabilities[a] ? b : a), 'neutral');
      return {
        label,
        score: probabilities.positive - probabilities.negative,
        probabilities,
        confidence: probabilities[label],
        evidence: readValences(tokenize(text), language).evidence,
        modelVersion,
      };
    },
  };
}

/** Moves the probabilities towards equal shares as irony becomes likely; their order stays. */
function widen(given: Readonly<Record<string, number>>, irony: number): SentimentReading['probabilities'] {
  const doubt = DOUBT * Math.max(0, 2 * irony - 1);
  const one = (label: SentimentLabel): number => (1 - doubt) * given[label]! + doubt / SENTIMENTS.length;
  return { negative: one('negative'), neutral: one('neutral'), positive: one('positive') };
}

/** What the network calls the message decides which spam expert is asked; posts are left to both. */
function channelOf(input: ClassifyInput): Channel | undefined {
  if (input.engagementKind === 'message') return 'message';
  return input.engagementKind === 'comment' ? 'comment' : undefined;
}

/** Language and spam by the trained heads; kind and urgency by the rules, told both. */
export function lightClassifier(light: LightReader, rules: RulesClassifier): Classifier {
  const read = light.heads(['language', 'spam']);
  return {
    classify: (input) => {
      const { heads, modelVersion } = read(input.text, channelOf(input));
      const answer = rules.classifyWith(input, {
        language: heads['language']!.label,
        spamScore: heads['spam']!.probabilities['yes']!,
      });
      return { ...answer, modelVersion: `${modelVersion}+${answer.modelVersion}` };
    },
  };
}

/** The rules, with what another model knows already. */
export interface RulesClassifier extends Classifier {
  classifyWith(
    input: ClassifyInput,
    known: { readonly language: string; readonly spamScore: number },
  ): ReturnType<Classifier['classify']>;
}
