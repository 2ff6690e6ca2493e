/** Toxicity, hate and explicit language by word lists, on the plain text and with tricks undone. */
import type { SafetyIssue, Span } from '../../ports.ts';
import { findUndone, nothingShared } from '../../text/phrases.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import {
  EXPLICIT_BY_LANGUAGE,
  GROUP_MATCHER,
  LISTED_LANGUAGES,
  SLUR_MATCHER,
  TOXICITY_BY_LANGUAGE,
} from '../lists/compile.ts';
import type { WeightedMatcher } from '../lists/compile.ts';

/** Weight of contempt near a group. */
const GROUP_CONTEMPT = 0.65;
/** How far apart, in units of the flattened original, a group and contempt may stand. */
const GROUP_REACH = 45;
/** Milder words only add to the score. */
const WORTH_SHOWING = 0.4;
/** Letters from which on a text must have a known language to be scored. */
const ENOUGH_LETTERS = 15;

interface Found {
  readonly weight: number;
  readonly span: Span;
}

export interface WordScores {
  readonly toxicity: readonly Found[];
  readonly hate: readonly Found[];
  readonly explicit: readonly Found[];
}

const NOTHING: WordScores = { toxicity: [], hate: [], explicit: [] };

/** Text and its versions, and the languages whose lists apply. */
type Readable = Pick<PreparedContent, 'flat' | 'skeleton' | 'languages'>;

function search(text: Readable, list: WeightedMatcher | undefined): Found[] {
  if (list === undefined) return [];
  return findUndone(text, list.matcher).map((hit) => ({
    weight: list.weights[hit.entry]!,
    span: { start: hit.start, end: hit.end },
  }));
}

function groupContempt(text: Readable): Found[] {
  const hits = findUndone(text, GROUP_MATCHER);
  const groups = hits.filter((hit) => hit.entry === 0);
  if (groups.length === 0) return [];
  const found: Found[] = [];
  for (const hit of hits) {
    if (hit.entry !== 1) continue;
    const near = groups.some(
      (group) => group.start - hit.end < GROUP_REACH && hit.start - group.end < GROUP_REACH,
    );
    if (near) found.push({ weight: GROUP_CONTEMPT, span: { start: hit.start, end: hit.end } });
  }
  return found;
}

/** What the lists find; also used on the message that is answered. */
export function findWords(text: Readable): WordScores {
  // Most texts have none of all the lists' words.
  if (nothingShared(text)) return NOTHING;
  const { languages } = text;
  return {
    toxicity: languages.flatMap((language) => search(text, TOXICITY_BY_LANGUAGE.get(language))),
    hate: [...search(text, SLUR_MATCHER), ...groupContempt(text)],
    explicit: languages.flatMap((language) => search(text, EXPLICIT_BY_LANGUAGE.get(language))),
  };
}

/** Chance that at least one of independent signs is right. */
function anyOf(found: readonly Found[]): number {
  const distinct = new Map(found.map((one) => [`${one.span.start}:${one.span.end}`, one.weight]));
  return 1 - [...distinct.values()].reduce((product, weight) => product * (1 - weight), 1);
}

function letterCount(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length && count < ENOUGH_LETTERS; i++) if (text[i] !== ' ') count++;
  return count;
}

function check(content: PreparedContent): LayerFinding {
  const untold = content.untold && letterCount(content.flat.text) >= ENOUGH_LETTERS;
  const lacks = (has: (language: string) => boolean): boolean =>
    untold || content.languages.some((language) => !has(language));
  const unknown = {
    toxicity: lacks((language) => LISTED_LANGUAGES.has(language)),
    hate: lacks((language) => LISTED_LANGUAGES.has(language)),
    explicit: lacks((language) => EXPLICIT_BY_LANGUAGE.has(language)),
  };
  const found = findWords(content);
  const issues: SafetyIssue[] = [];
  const scores: Record<'toxicity' | 'hate' | 'explicit', number | null> = {
    toxicity: 0,
    hate: 0,
    explicit: 0,
  };
  for (const name of ['toxicity', 'hate', 'explicit'] as const) {
    const value = anyOf(found[name]);
    // What was found in a language without lists still counts; that nothing was found there says nothing.
    scores[name] = value === 0 && unknown[name] ? null : value;
    for (const { span, weight } of found[name]) {
      if (weight < WORTH_SHOWING) continue;
      issues.push({
        layer: 'words',
        rule: name,
        span,
        message: `wording on the ${name} list`,
        severity: 'hold',
      });
    }
  }
  return { scores, issues };
}

export const wordsLayer: SafetyLayer = { name: 'words', version: 'words-2', check };
