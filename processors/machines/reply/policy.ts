/**
 * Which checked drafts go out without a person. Every row that applies is a reason to hold; none means the
 * workspace's policy approves. What is unknown holds: a text that a person wrote has no understanding.
 */
import type { SafetyCheckedData } from '../../../topics/events.ts';

export const AUTO_POLICY_VERSION = 'auto-1';

interface HoldRow {
  readonly reason: string;
  readonly text: string;
  readonly applies: (checked: SafetyCheckedData) => boolean;
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
    reason: 'low_confidence',
    text: 'Neither kind nor sentiment is clear.',
    applies: ({ classification, sentiment }) =>
      (sentiment?.confidence ?? 0) < 0.5 &&
      Math.max(0, ...Object.values(classification?.kindProbabilities ?? {})) < 0.5,
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
