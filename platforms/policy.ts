/**
 * The networks' rules about answering as data: who may be answered, how, until when. Each row names its
 * source, so that a person can look it up, and can be changed without code.
 */
import type { ActionTarget } from '../topics/events.ts';
import type { LengthRule } from './port.ts';

export type PolicyRule =
  /** Only who named or quoted the account may be answered through the API. */
  | { readonly kind: 'summoned_only' }
  /** One reply per message answered. The account decider remembers what it granted. */
  | { readonly kind: 'one_reply_per_message' }
  /** Not the same text to the same person again within this time. */
  | { readonly kind: 'no_repeated_text'; readonly withinMs: number }
  /** Too late to answer when the message is older. */
  | { readonly kind: 'answer_within'; readonly ms: number }
  | { readonly kind: 'public_only' }
  | { readonly kind: 'within_length' }
  /** Recorded for people: no program can check it, or none does yet. */
  | { readonly kind: 'for_people' };

export interface PolicyRow {
  readonly id: string;
  readonly rule: PolicyRule;
  readonly text: string;
  readonly source: string;
  /** ISO date from which the network enforces it; null when it always did. */
  readonly since: string | null;
}

export const POLICY_CODES = {
  not_summoned:
    'The author did not name or quote the account; the network lets only people answer, in its own app.',
  too_old: 'The message is too old to be answered.',
  direct_not_supported: 'Direct messages are not answered through this connector.',
  too_long: 'The text is longer than the network allows.',
  empty_text: 'The text is empty.',
} as const;
export type PolicyCode = keyof typeof POLICY_CODES;

/** First rule that the target breaks on its own, without knowledge of other actions; null when none. */
export function brokenRule(
  rows: readonly PolicyRow[],
  length: LengthRule,
  target: Pick<ActionTarget, 'summoned' | 'visibility' | 'targetCreatedAt' | 'targetAuthorHandle' | 'text'>,
  now: number,
): { readonly row: PolicyRow | null; readonly code: PolicyCode } | null {
  if (target.text.trim() === '') return { row: null, code: 'empty_text' };
  for (const row of rows) {
    const code = broken(row.rule, length, target, now);
    if (code) return { row, code };
  }
  return null;
}

function broken(
  rule: PolicyRule,
  length: LengthRule,
  target: Parameters<typeof brokenRule>[2],
  now: number,
): PolicyCode | null {
  if (rule.kind === 'summoned_only' && !target.summoned) return 'not_summoned';
  if (rule.kind === 'answer_within' && now - target.targetCreatedAt > rule.ms) return 'too_old';
  if (rule.kind === 'public_only' && target.visibility !== 'public') return 'direct_not_supported';
  const tooLong = () => length.count(target.text, target.targetAuthorHandle) > length.limit;
  return rule.kind === 'within_length' && tooLong() ? 'too_long' : null;
}
