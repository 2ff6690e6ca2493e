/** Which tone an answer takes: one table, spam before all else. */
import type { Kind, SentimentLabel, Tone } from '../ports.ts';

/** What a neutral message gets; negative and positive decide alone. */
const NEUTRAL: Readonly<Record<Kind, Tone | null>> = {
  question: 'helpful',
  request: 'helpful',
  lead: 'helpful',
  complaint: 'empathetic',
  praise: 'appreciative',
  other: null,
  spam: null,
};

/** Null: nothing is answered. Negative is empathetic, positive appreciative, spam none, whatever the kind. */
export function toneOf(kind: Kind, spam: boolean, sentiment: SentimentLabel): Tone | null {
  if (spam || kind === 'spam') return null;
  if (sentiment === 'negative') return 'empathetic';
  if (sentiment === 'positive') return 'appreciative';
  return NEUTRAL[kind];
}

/** Whether the author waits for an answer or a deed, besides a word. */
export function asksSomething(kind: Kind): boolean {
  return kind === 'question' || kind === 'request' || kind === 'lead';
}
