/** Why a command on a draft is rejected. Codes are never reused; messages are for people. */
import { POLICY_CODES } from '../../../platforms/policy.ts';

export const REJECTIONS = {
  ...POLICY_CODES,
  unknown_draft: 'There is no such draft in this conversation, or it was forgotten.',
  draft_changed: 'The draft has changed since you saw it.',
  conversation_moved_on: 'Somebody wrote in this conversation since you saw it.',
  flagged_edit_first: 'The safety check flagged this text. Edit it, then it is checked again.',
  not_checked: 'There is no check of this text. Save it again, then it is checked.',
  still_checking: 'The text is being checked; try again in a moment.',
  already_approved: 'This reply is already on its way.',
  already_posted: 'This reply has been posted.',
  already_rejected: 'This draft was rejected.',
  already_over: 'This reply ended; nothing more can be done with it.',
  still_withdrawing: 'This reply is being withdrawn; try again in a moment.',
  undo_first: 'This reply is on its way. Undo it first.',
  nothing_to_undo: 'This reply was not approved, so there is nothing to undo.',
  too_late: 'It is already being sent.',
  unknown_network: 'There is no connector for this network.',
} as const;
export type RejectionCode = keyof typeof REJECTIONS;
