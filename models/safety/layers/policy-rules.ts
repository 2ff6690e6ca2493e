/** Claims that nobody may make, and the workspace's own words, claims and facts. */
import type { SafetyIssue } from '../../ports.ts';
import { findUndone, PhraseMatcher } from '../../text/phrases.ts';
import type { PreparedContent, SafetyLayer } from '../layer.ts';
import { CLAIMS } from '../lists/claims.ts';
import type { WorkspacePolicy } from '../policy.ts';

interface Compiled {
  /** Entry 0: blocked words; then the workspace's claims. */
  readonly own: PhraseMatcher;
  /** One entry a row of `wordRules`. */
  readonly byPlace: PhraseMatcher;
  /** Two entries a rule: what is mentioned, what must be said. */
  readonly facts: PhraseMatcher;
}

const SHARED = new PhraseMatcher(
  CLAIMS.map((row) => row.phrases),
  { shared: true },
);
/** Policies by identity: a policy is not changed, it is replaced. */
const COMPILED = new WeakMap<WorkspacePolicy, Compiled>();

function compile(policy: WorkspacePolicy): Compiled {
  const known = COMPILED.get(policy);
  if (known !== undefined) return known;
  const compiled = {
    own: new PhraseMatcher([policy.blockedWords, ...policy.claimRules.map((rule) => rule.phrases)]),
    byPlace: new PhraseMatcher(policy.wordRules.map((rule) => rule.words)),
    facts: new PhraseMatcher(policy.factRules.flatMap((rule) => [rule.whenMentions, rule.mustContainOneOf])),
  };
  COMPILED.set(policy, compiled);
  return compiled;
}

function check(content: PreparedContent): { scores: object; issues: SafetyIssue[] } {
  const { policy, flat } = content;
  const { own, byPlace, facts } = compile(policy);
  const issues = new Map<string, SafetyIssue>();
  const add = (
    rule: string,
    span: { start: number; end: number },
    message: string,
    severity: 'flag' | 'hold',
  ): void => {
    issues.set(`${rule}:${span.start}:${span.end}`, { layer: 'policy', rule, span, message, severity });
  };
  for (const { entry, start, end } of findUndone(content, SHARED)) {
    const row = CLAIMS[entry]!;
    add(row.id, { start, end }, row.message, 'hold');
  }
  for (const { entry, start, end } of findUndone(content, own)) {
    const rule = policy.claimRules[entry - 1];
    if (rule === undefined) add('blocked_word', { start, end }, "a word on the workspace's list", 'flag');
    else add(`claim:${rule.id}`, { start, end }, rule.message, 'hold');
  }
  for (const { entry, start, end } of findUndone(content, byPlace)) {
    const rule = policy.wordRules[entry]!;
    const applies =
      (rule.networks?.includes(content.network) ?? true) &&
      (rule.languages?.some((language) => content.languages.includes(language)) ?? true);
    if (applies) add(`word:${rule.id}`, { start, end }, rule.message, rule.severity);
  }
  const hits = facts.find(flat);
  for (const [index, rule] of policy.factRules.entries()) {
    const mention = hits.find((hit) => hit.entry === index * 2);
    if (mention === undefined || hits.some((hit) => hit.entry === index * 2 + 1)) continue;
    add(
      `fact:${rule.id}`,
      { start: mention.start, end: mention.end },
      'mentions a fact without its approved wording',
      'hold',
    );
  }
  return { scores: {}, issues: [...issues.values()] };
}

export const policyRulesLayer: SafetyLayer = { name: 'policy', version: 'policy-2', compliance: true, check };
