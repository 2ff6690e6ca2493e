/**
 * How good an answer is, as several scores: what is misspelt says nothing about what is missing. Each is 0 to 1, and
 * absent where nothing can be said. None of them lets a text pass or holds it: they are for the person who decides.
 */
import { fold } from '../../text/fold.ts';
import type { Folded } from '../../text/fold.ts';
import { flatten, PhraseMatcher } from '../../text/phrases.ts';
import type { WorkspacePolicy } from '../policy.ts';
import type { GrammarIssue } from './grammar.ts';

export const QUALITY_SCORES = ['spelling', 'grammar', 'coherence', 'completeness', 'facts'] as const;
export type Quality = Partial<Readonly<Record<(typeof QUALITY_SCORES)[number], number>>>;

export interface QualityQuestion {
  readonly text: string;
  /** What is answered; null when nothing is. */
  readonly inboundText: string | null;
  readonly policy: WorkspacePolicy;
  /** From a `GrammarReader`; null when it has not answered. */
  readonly grammar: readonly GrammarIssue[] | null;
}

/** Issues per hundred words at which spelling or grammar is worth nothing. */
const WORTHLESS = 20;

export function qualityOf({ text, inboundText, policy, grammar }: QualityQuestion): Quality {
  const flat = flatten(fold(text));
  const words = flat.text.split(' ').filter((word) => word !== '');
  const rate = (kind: GrammarIssue['kind']): number =>
    Math.max(
      0,
      1 -
        (100 * (grammar ?? []).filter((issue) => issue.kind === kind).length) /
          Math.max(1, words.length) /
          WORTHLESS,
    );
  const facts = factScore(flat, policy);
  return {
    ...(grammar === null ? {} : { spelling: rate('spelling'), grammar: rate('grammar') }),
    coherence: coherence(text, words, inboundText),
    completeness: completeness(text, words),
    ...(facts === null ? {} : { facts }),
  };
}

const SENTENCES = /[^.!?…。！？\n]+/g;
/** Words that most texts share say nothing about what they are about. */
const LEAST_LETTERS = 4;
const contentWords = (words: readonly string[]): Set<string> =>
  new Set(words.filter((word) => word.length >= LEAST_LETTERS));

/** Less for sentences that repeat each other; a little more for taking up what was said. */
function coherence(text: string, words: readonly string[], inboundText: string | null): number {
  if (words.length === 0) return 0;
  const sentences = (text.match(SENTENCES) ?? [])
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '');
  const distinct = new Set(sentences).size / Math.max(1, sentences.length);
  let again = 0;
  for (let i = 1; i < words.length; i++) if (words[i] === words[i - 1]) again++;
  const repeated = again / words.length;
  const base = distinct * (1 - Math.min(1, 4 * repeated));
  if (inboundText === null) return base;
  const asked = contentWords(flatten(fold(inboundText)).text.split(' '));
  if (asked.size === 0) return base;
  // Short words are not among those.
  return base * (words.some((word) => asked.has(word)) ? 1 : 0.85);
}

/** Places that somebody meant to fill in. */
const PLACEHOLDER =
  /\{\w*\}|\[(?:[A-Z_]+_\d+|name|brand|link|date|…|\.\.\.)\]|<[a-z]+>|\b(?:TODO|TBD|XXX|lorem ipsum)\b/i;
const CUT_WORD =
  /(?:^|\s)(?:and|or|but|the|a|an|to|of|with|for|because|und|oder|aber|der|die|das|et|ou|mais|le|la|y|o|pero|el|e|ma|il)\s*$/i;
const ENDS = /[.!?…。！？)\]"'»”’\p{Extended_Pictographic}\uFE0F]\s*$/u;
const ENDS_OPEN = /(?:#|@|https?:\/\/)\S+\s*$/;

function completeness(text: string, words: readonly string[]): number {
  if (words.length === 0) return 0;
  let score = 1;
  if (PLACEHOLDER.test(text)) score -= 0.6;
  if (CUT_WORD.test(text) || /[,;:–-]\s*$/.test(text)) score -= 0.5;
  else if (!ENDS.test(text) && !ENDS_OPEN.test(text)) score -= 0.2;
  const open = (text.match(/\(/g)?.length ?? 0) - (text.match(/\)/g)?.length ?? 0);
  if (open > 0) score -= 0.2;
  return Math.max(0, score);
}

/** Policies by identity: a policy is not changed, it is replaced. */
const FACTS = new WeakMap<WorkspacePolicy, PhraseMatcher>();

/** Share of the facts mentioned that stand in an approved wording; null when none is mentioned. */
function factScore(flat: Folded, policy: WorkspacePolicy): number | null {
  const { factRules } = policy;
  if (factRules.length === 0) return null;
  let matcher = FACTS.get(policy);
  if (matcher === undefined) {
    matcher = new PhraseMatcher(factRules.flatMap((rule) => [rule.whenMentions, rule.mustContainOneOf]));
    FACTS.set(policy, matcher);
  }
  const hits = new Set(matcher.find(flat).map((hit) => hit.entry));
  const mentioned = factRules.map((_, index) => index).filter((index) => hits.has(index * 2));
  if (mentioned.length === 0) return null;
  return mentioned.filter((index) => hits.has(index * 2 + 1)).length / mentioned.length;
}
