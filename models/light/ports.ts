/**
 * The light tier behind the ports that the processors ask: sentiment with the lexicon's evidence, spam and
 * language in the classifier, and what else is read of a text (irony, emotion, offence, hate, toxicity).
 */
import type {
  Classifier,
  ClassifyInput,
  Emotion,
  SentimentLabel,
  SentimentReader,
  SentimentReading,
  ToneFlag,
  ToneReader,
} from '../ports.ts';
import { SENTIMENTS, TONE_FLAGS } from '../ports.ts';
import { primaryLanguage } from '../text/language.ts';
import { tokenize } from '../text/tokens.ts';
import { classifyWith } from '../understanding/classifier.ts';
import { readValences } from '../understanding/valence.ts';
import { HALF, LANGUAGE_RULES } from './infer/reader.ts';
import type { Channel, HeadReading } from './infer/reader.ts';
import { readScript } from './infer/script.ts';
import type { HeadSource } from './mixed.ts';

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
export function lightSentimentReader(light: HeadSource, others: SentimentReader): SentimentReader {
  const read = light.heads(['sentiment', 'irony']);
  return {
    read: (text, language) => {
      if (!SENTIMENT_LANGUAGES.has(language)) return others.read(text, language);
      const { heads, modelVersion } = read(text);
      const felt = feltIn(heads);
      return {
        ...felt,
        confidence: felt.probabilities[felt.label],
        evidence: readValences(tokenize(text), language).evidence,
        modelVersion,
      };
    },
  };
}

/** Sentiment of the heads `sentiment` and `irony`. */
function feltIn(
  heads: Readonly<Record<string, HeadReading>>,
): Pick<SentimentReading, 'label' | 'score' | 'probabilities'> {
  const probabilities = widen(heads['sentiment']!.probabilities, heads['irony']!.probabilities['yes']!);
  const label = SENTIMENTS.reduce((a, b) => (probabilities[b] > probabilities[a] ? b : a), 'neutral');
  return { label, score: probabilities.positive - probabilities.negative, probabilities };
}

/** Moves the probabilities towards equal shares as irony becomes likely; their order stays. */
function widen(given: Readonly<Record<string, number>>, irony: number): SentimentReading['probabilities'] {
  const doubt = DOUBT * Math.max(0, 2 * irony - 1);
  const one = (label: SentimentLabel): number => (1 - doubt) * given[label]! + doubt / SENTIMENTS.length;
  return { negative: one('negative'), neutral: one('neutral'), positive: one('positive') };
}

/** Which spam expert is asked: a private message is read as one, all else as a public post to a brand. */
function channelOf(input: ClassifyInput): Channel {
  return input.engagementKind === 'message' ? 'message' : 'post';
}

/** From this probability on the trained head's language stands against the network's guess. */
const SURE = 0.9;

/**
 * The trained head's language, the network's guess, or `und` where the rules shall weigh both. A guess that the
 * head does not know is believed, except against clear English, which networks often take for something else; so is
 * any guess of a text of few letters, which the head has little to tell it by.
 */
function languageOf(text: string, reading: HeadReading, hint: string | null | undefined): string {
  const guess = primaryLanguage(hint);
  if (guess === null || guess === reading.label) return reading.label;
  const sure = (reading.probabilities[reading.label] ?? 0) >= SURE;
  if (!Object.hasOwn(reading.probabilities, guess)) {
    return sure && reading.label === 'en' ? 'en' : guess;
  }
  if (readScript(text).letters < LANGUAGE_RULES.shortLetters) return guess;
  return sure ? reading.label : 'und';
}

/**
/** Who a post is addressed to, at its begin: `@acme @jo@social.example: `. Linear: each turn takes an at sign. */
const ADDRESSEES = /^(?:\s*@[\w.-]+[\s:,]*)+/u;

/**
 * The expert for posts has learned from what people say, not from whom they say it to: with the brand's name before
 * it, twice as many ordinary posts of the corpus were taken for spam.
 */
function withoutAddressees(text: string): string {
  return text.startsWith('@') ? text.replace(ADDRESSEES, '') || text : text;
}

/**
 * Language by the trained head; spam by the trained experts with the rules (the one for messages knows texts of
 * telephones only, and takes a customer's "subscription" for an offer: the rules have half the word); kind by the
 * trained head and the rules together; urgency by the rules, told all of that and the trained sentiment. The heads of
 * sentiment are summed here instead of in `analyze`, which asks for the same texts next (`LightTier.keep`).
 */
export function lightClassifier(light: HeadSource): Classifier {
  const read = light.heads(['language', 'spam', 'kind', 'sentiment', 'irony']);
  const readSpam = light.heads(['spam']);
  return {
    classify: (input) => {
      const channel = channelOf(input);
      const { heads, modelVersion } = read(input.text, channel);
      const said = channel === 'post' ? withoutAddressees(input.text) : input.text;
      const { spam } = said === input.text ? heads : readSpam(said, channel).heads;
      const answer = classifyWith(input, {
        language: languageOf(input.text, heads['language']!, input.language),
        spam: {
          probability: spam!.probabilities['yes']!,
          rules: channel === 'post' ? 'evidence' : 'mean',
        },
        kinds: heads['kind']!.probabilities,
        trainedMood: (found) => (SENTIMENT_LANGUAGES.has(found) ? feltIn(heads) : null),
      });
      return { ...answer, modelVersion: `${modelVersion}+${answer.modelVersion}` };
    },
  };
}

/** Emotion and the flags, all of one pass. */
export function lightToneReader(light: HeadSource): ToneReader {
  const read = light.heads(['emotion', ...TONE_FLAGS]);
  const flags = (valueOf: (flag: ToneFlag) => number): Record<ToneFlag, number> =>
    Object.fromEntries(TONE_FLAGS.map((flag) => [flag, valueOf(flag)])) as Record<ToneFlag, number>;
  const thresholds = flags(() => HALF);
  return {
    read: (text) => {
      const { heads, modelVersion } = read(text);
      const { label, probabilities } = heads['emotion']!;
      return {
        emotion: label as Emotion,
        emotionProbabilities: probabilities,
        ...flags((flag) => heads[flag]!.probabilities['yes']!),
        thresholds,
        modelVersion,
      };
    },
  };
}
