/** The models in use: one place to put a better one behind a port. */
import { templateDraftWriter } from './drafting/writer.ts';
import type { Classifier, DraftWriter, SafetyGate, SentimentReader } from './ports.ts';
import { baselineSafetyGate } from './safety/baseline.ts';
import { rulesClassifier } from './understanding/classifier.ts';
import { lexiconSentimentReader } from './understanding/sentiment.ts';

export interface Models {
  readonly classifier: Classifier;
  readonly sentiment: SentimentReader;
  readonly drafts: DraftWriter;
  readonly safety: SafetyGate;
}

export const baselineModels: Models = {
  classifier: rulesClassifier,
  sentiment: lexiconSentimentReader,
  drafts: templateDraftWriter,
  safety: baselineSafetyGate,
};
