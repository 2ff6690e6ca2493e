/** What each head has to reach on data that was held back, in hundredths; the report sets the scores beside it. */
export interface Gate {
  readonly head: string;
  /** Source of the card, or a prefix with `*` whose sources are averaged. */
  readonly source: string;
  readonly measure: 'macroRecall' | 'macroF1' | 'f1' | 'accuracy' | 'falseAlarms' | 'calibrationError';
  /** Class that `f1` is of. */
  readonly class?: string;
  /** Falls below (or, for errors, rises above) this: not good enough. */
  readonly limit: number;
}

/** What reading has to be like on one thread, and of urgency by the rules. */
export const LIMITS = {
  textsPerSecond: 30_000,
  loadMs: 200,
  peakMb: 150,
  weightsBytes: 8_000_000,
  urgencyF1: 80,
} as const;

export const GATES: readonly Gate[] = [
  { head: 'sentiment', source: 'tweeteval-sentiment', measure: 'macroRecall', limit: 64.5 },
  { head: 'sentiment', source: 'umsab-*', measure: 'macroF1', limit: 54 },
  { head: 'emotion', source: 'tweeteval-emotion', measure: 'macroF1', limit: 67 },
  { head: 'emotions', source: 'goemotions', measure: 'macroF1', limit: 38 },
  { head: 'irony', source: 'tweeteval-irony', measure: 'f1', class: 'yes', limit: 65 },
  { head: 'offensive', source: 'tweeteval-offensive', measure: 'macroF1', limit: 75 },
  { head: 'hate', source: 'tweeteval-hate', measure: 'macroF1', limit: 52 },
  { head: 'toxic', source: 'surge', measure: 'macroF1', limit: 85 },
  { head: 'spam', source: 'sms', measure: 'f1', class: 'yes', limit: 94 },
  { head: 'spam', source: 'sms', measure: 'falseAlarms', limit: 0.7 },
  { head: 'spam', source: 'youtube', measure: 'f1', class: 'yes', limit: 93 },
  { head: 'language', source: 'tweets', measure: 'accuracy', limit: 99 },
  { head: 'sentiment', source: 'tweeteval-sentiment', measure: 'calibrationError', limit: 6 },
  { head: 'emotion', source: 'tweeteval-emotion', measure: 'calibrationError', limit: 6 },
  { head: 'irony', source: 'tweeteval-irony', measure: 'calibrationError', limit: 6 },
  { head: 'offensive', source: 'tweeteval-offensive', measure: 'calibrationError', limit: 6 },
];
