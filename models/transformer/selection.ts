/**
 * Which texts are worth a second look. A transformer reads a few hundred texts a second where the light tier reads
 * many thousands, so it gets those where a wrong answer is likely or dear. Pure.
 */
import { HIGH } from '../urgency/weights.ts';

/** What the light tier and the network said. */
export interface Seen {
  /** Probability of the light tier's label, 0 to 1. */
  readonly confidence: number;
  /** Followers of the author; null when the network did not say. */
  readonly reach: number | null;
  /** Score of the urgency rules, 0 to 1. */
  readonly urgency: number;
}

export const THRESHOLDS = {
  /** From here on a message is `high`. */
  urgency: HIGH,
  /** Followers: so many may have read it, and see how it is answered. */
  reach: 10_000,
  /**
   * Below it the light label is a coin toss; the reply decider calls it unclear at the same line. Of 1,100 English
   * tweets that no head was trained on, 21 % are under .5, 51 % under .6 and 74 % under .7.
   */
  confidence: 0.5,
} as const;

interface Row {
  readonly because: string;
  readonly applies: (seen: Seen) => boolean;
}

/** The first row that applies gives the reason. */
const ROWS = [
  { because: 'urgent', applies: ({ urgency }) => urgency >= THRESHOLDS.urgency },
  { because: 'wide_reach', applies: ({ reach }) => (reach ?? 0) >= THRESHOLDS.reach },
  { because: 'low_confidence', applies: ({ confidence }) => confidence < THRESHOLDS.confidence },
] as const satisfies readonly Row[];

export type Because = (typeof ROWS)[number]['because'];

/** Why this text is worth a second look; null when the light answer will do. */
export function worthASecondLook(seen: Seen): Because | null {
  return ROWS.find(({ applies }) => applies(seen))?.because ?? null;
}
