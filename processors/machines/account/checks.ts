/** The checks that an action's own content decides, in the order of the design. Pure. */
import { contentHash } from '../../../models/content-hash.ts';
import { brokenRule } from '../../../platforms/policy.ts';
import { platformOf } from '../../../platforms/registry.ts';
import { seededBug } from '../../../service/seeded-bugs.ts';
import type { RequestActionData } from '../../../topics/events.ts';
import type { RefusalCode } from './codes.ts';

/** Scores without which a text counts as unchecked. */
const NEEDED_SCORES = ['toxicity', 'hate', 'explicit'] as const;

/**
 * Verdict and approval must be about exactly the bytes that would be posted.
 * @param policyNumber number of the workspace's safety policy in force: a verdict under an earlier one says nothing
 */
export function contentProblem(
  { target, verdict, approval }: RequestActionData,
  policyNumber: number,
): RefusalCode | null {
  const { accountId: account, targetNativeId, text, disclosures } = target;
  const content = { account, target: targetNativeId, text, media: [], disclosures };
  const hash = contentHash(content);
  if (target.contentHash !== hash) return 'content_changed';
  if (verdict.contentHash !== hash && !seededBug('post-without-recheck')) return 'verdict_for_other_content';
  if (approval.contentHash !== hash) return 'approval_for_other_content';
  if (verdict.policyNumber < policyNumber) return 'verdict_outdated';
  if (verdict.flagged && !seededBug('post-flagged')) return 'flagged';
  if (approval.mode === 'person') return approval.approver.startsWith('member:') ? null : 'not_approved';
  if (NEEDED_SCORES.some((name) => verdict.scores[name] === undefined)) return 'unscored';
  return verdict.decision === 'pass' || seededBug('approve-held') ? null : 'not_approved';
}

/** The network's rules about this one message and text. */
export function policyProblem({ target }: RequestActionData, now: number): RefusalCode | null {
  const platform = platformOf(target.network);
  if (!platform || !target.accountId.startsWith(`${platform.slug}:`)) return 'unknown_network';
  return brokenRule(platform.policy, platform.text, target, now)?.code ?? null;
}
