/** Why an action is refused or waits. Codes are never reused; messages are for people. */
import { POLICY_CODES } from '../../../platforms/policy.ts';

export const REFUSALS = {
  ...POLICY_CODES,
  not_your_account: 'The account belongs to another workspace.',
  unknown_network: 'There is no connector for this network.',
  content_changed: 'The text is not the one that its hash names.',
  verdict_for_other_content: 'The safety verdict is about another text.',
  approval_for_other_content: 'The approval is about another text.',
  verdict_outdated: 'The safety policy has changed since this text was checked; it is checked again.',
  flagged: 'The safety check flagged this text; it must be edited first.',
  unscored: 'A safety score is missing; only a person can approve this text.',
  not_approved: 'The safety check asks for a person, and no person approved.',
  already_answered: 'This message has been answered, or is being answered.',
  repeated_text: 'The same text went to the same person a short time ago.',
  attempts_exhausted: 'Every attempt failed before anything was sent; no more are made.',
  queue_full: 'Too many actions of this account are waiting.',
} as const;
export type RefusalCode = keyof typeof REFUSALS;

export const WAITS = {
  account_not_connected: 'The account is not connected to a workspace yet.',
  account_on_hold: 'The kill switch is on for this account.',
  network_trouble:
    'The network cannot be reached or does not answer properly; one reply at a time tries again.',
  grants_expire:
    'Permissions to send run out before they are used: the executor is too slow, or the clocks of the machines differ.',
  quiet_hours: 'It is quiet hours for this account.',
  network_limit: "The network's limit for this account is used up for now.",
  in_line: 'Others of this account go first.',
} as const;
export type WaitCode = keyof typeof WAITS;
