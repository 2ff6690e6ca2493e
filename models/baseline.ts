/** The models in use: one place to put a better one behind a port. */
import { templateDraftWriter } from './drafting/writer.ts';
import type { Classifier, DraftWriter, SafetyGate, SentimentReader, ToneReader } from './ports.ts';
import { baselineSafetyGate } from './safety/baseline.ts';
import { defaultReader } from './light/default.ts';
import type { HeadSource } from './light/mixed.ts';
import { lightClassifier, lightSentimentReader, lightToneReader } from './light/ports.ts';
import { lexiconSentimentReader } from './understanding/sentiment.ts';

/** What reads texts of people. */
export interface Readers {
  readonly classifier: Classifier;
  readonly sentiment: SentimentReader;
  readonly tone: ToneReader;
}

export interface Models extends Readers {
  readonly drafts: DraftWriter;
  readonly safety: SafetyGate;
}

const light = defaultReader();
/** What classifies a text, what analyzes it and the safety layers ask for the same texts, a batch of them apart. */
const TEXTS_IN_FLIGHT = 256;
light.tier.keep(TEXTS_IN_FLIGHT);

/** The readers over given heads: those of the program, or with some of a workspace's own among them. */
export function readersOver(heads: HeadSource): Readers {
  return {
    classifier: lightClassifier(heads),
    sentiment: lightSentimentReader(heads, lexiconSentimentReader),
    tone: lightToneReader(heads),
  };
}

export const baselineModels: Models = {
  ...readersOver(light),
  drafts: templateDraftWriter,
  safety: baselineSafetyGate,
};
