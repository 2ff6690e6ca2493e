/** What the ensemble asks of a text classifier, whatever its family. */
import type { PreparedContent } from './layer.ts';

/** Calibrated probabilities, 0 to 1. */
export interface TextScores {
  readonly toxicity: number;
  readonly hate: number;
}

export interface TextScorer {
  readonly name: string;
  readonly version: string;
  /** Null where the classifier has nothing to say (a language that it was not trained on). */
  scores(content: Pick<PreparedContent, 'text' | 'skeleton' | 'english'>): TextScores | null;
}
