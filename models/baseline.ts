/** The models in use: one place to put a better one behind a port. */
import { templateDraftWriter } from './drafting/writer.ts';
import type { Classifier, DraftWriter, SafetyGate, SentimentReader, ToneReader } from './ports.ts';
import { baselineSafetyGate } from './safety/baseline.ts';
import { defaultReader } from './light/default.ts';
import { lightClassifier, lightSentimentReader, lightToneReader } from './light/ports.ts';
import { lexiconSentimentReader } from './understanding/sentiment.ts';

export interface Models {
  readonly classifier: Classifier;
  readonly sentiment: SentimentReader;
  readonly tone: ToneReader;
  readonly drafts: DraftWriter;
  readonly safety: SafetyGate;
}

const light = defaultReader();
/** What classifies a text, what analyzes it and the safety layers ask for the same texts, a batch of them apart. */
const TEXTS_IN_FLIGHT = 256;
light.tier.keep(TEXTS_IN_FLIGHT);

export const baselineModels: Models = {
  classifier: lightClassifier(light),
  sentiment: lightSentimentReader(light, lexiconSentimentReader),
  tone: lightToneReader(light),
  drafts: templateDraftWriter,
  safety: baselineSafetyGate,
};
