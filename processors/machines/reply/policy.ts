/**
 * Which checked drafts go out without a person. Every row that applies is a reason to hold; none means the
 * workspace's policy approves. What is unknown holds: a text that a person wrote has no understanding.
 */
import { TERM_LANGUAGES } from '../../../models/urgency/terms.ts';
import type { SafetyCheckedData } from '../../../topics/events.ts';

export const AUTO_POLICY_VERSION = 'auto-3';

/**
 * Least probability of a label, 0 to 1, with which an answer may go out without a person; each label alone can hold.
 * Sentiment chooses the tone and kind the words. Sentiment's is what irony has already made wider
 * (`models/light/ports.ts`), so sarcasm is held sooner.
 *
 * On the 404 messages of `stack/corpus` that get a draft, a label under 0.5 is wrong more often than right (sentiment
 * right in 37 % of 132, kind in 38 % of 320), and from 0.5 on mostly right (61 % of 272, 69 % of 84). 332 of the 404
 * wait for that reason: the corpus is written to be hard. Higher limits would hold more, and hardly more wrong ones.
 */
export const LEAST_CONFIDENCE = { sentiment: 0.5, kind: 0.5 } as const;

interface HoldRow {
  readonly reason: string;
  readonly text: string;
  readonly applies: (checked: SafetyCheckedData) => boolean;
}

type Label = keyof typeof LEAST_CONFIDENCE;
const LABELS = Object.keys(LEAST_CONFIDENCE) as readonly Label[];

/** Probability of the label that was chosen; 0 where nothing was read. */
function confidenceIn(label: Label, { classification, sentiment }: SafetyCheckedData): number {
  if (label === 'sentiment') return sentiment?.confidence ?? 0;
  return Math.max(0, ...Object.values(classification?.kindProbabilities ?? {}));
}

export const HOLD_ROWS: readonly HoldRow[] = [
  {
    reason: 'flagged',
    text: 'The safety check flagged the text: it must be edited.',
    applies: ({ verdict }) => verdict.flagged,
  },
  {
    reason: 'safety_hold',
    text: 'The safety check asks for a person.',
    applies: ({ verdict }) => verdict.decision !== 'pass',
  },
  {
    reason: 'edited_by_person',
    text: 'A person wrote this text; a person sends it.',
    applies: ({ draftVersion }) => draftVersion > 1,
  },
  {
    reason: 'not_understood',
    text: 'Kind or sentiment of the message is unknown.',
    applies: ({ classification, sentiment }) => !classification || !sentiment,
  },
  {
    reason: 'urgent',
    text: 'The message is urgent: a person should know of it.',
    applies: ({ classification }) => classification?.urgency === 'high',
  },
  {
    reason: 'perhaps_urgent',
    text: 'The message is unhappy and may be urgent: a wrong word to somebody in trouble costs more than a wait.',
    applies: ({ classification, sentiment }) =>
      classification?.urgency === 'normal' && sentiment?.label === 'negative',
  },
  {
    reason: 'urgency_unread',
    text: 'Danger and hurry are not recognised in this language: a person must look.',
    applies: ({ classification }) =>
      classification !== null && !(TERM_LANGUAGES as readonly string[]).includes(classification.language),
  },
  {
    reason: 'low_confidence',
    text: 'Kind or sentiment of the message is not clear.',
    applies: (checked) => LABELS.some((label) => !(confidenceIn(label, checked) >= LEAST_CONFIDENCE[label])),
  },
  {
    reason: 'strongly_negative',
    text: 'The message is strongly negative: a template may make it worse.',
    applies: ({ sentiment }) => (sentiment?.score ?? 0) <= -0.8,
  },
  {
    reason: 'not_summoned',
    text: 'The author did not name the account; the network may not allow a reply.',
    applies: ({ engagement }) => !engagement.summoned,
  },
  {
    reason: 'direct_message',
    text: 'Direct messages are answered by people.',
    applies: ({ engagement }) => engagement.visibility === 'direct',
  },
];

/** Reasons to hold a checked draft, then what the safety check said; empty lets it out. */
export function holdReasons(checked: SafetyCheckedData): readonly string[] {
  const reasons = HOLD_ROWS.filter((row) => row.applies(checked)).map((row) => row.reason);
  return [...reasons, ...(reasons.length > 0 ? checked.verdict.reasons : [])];
}
