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

export const baselineModels: Models = {
  classifier: lightClassifier(light),
  sentiment: lightSentimentReader(light, lexiconSentimentReader),
  tone: lightToneReader(light),
  drafts: templateDraftWriter,
  safety: baselineSafetyGate,
};
