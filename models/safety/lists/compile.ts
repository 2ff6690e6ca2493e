/** Word lists compiled once per language. */
import { PhraseMatcher } from '../../text/phrases.ts';
import { EXPLICIT } from './explicit.ts';
import { CONTEMPT, GROUPS, SLURS } from './hate.ts';
import { LDNOOBW } from './ldnoobw.ts';
import { TOXICITY } from './toxicity.ts';

export interface WeightedMatcher {
  readonly matcher: PhraseMatcher;
  /** By entry. */
  readonly weights: readonly number[];
}

function weighted(rows: readonly (readonly [number, readonly string[]])[]): WeightedMatcher {
  return {
    matcher: new PhraseMatcher(
      rows.map(([, list]) => list),
      { shared: true },
    ),
    weights: rows.map(([weight]) => weight),
  };
}

/** Weight of an obscene word that was chosen by hand. */
const EXPLICIT_WEIGHT = 0.9;
/** Weight of a word of the whole list, which has everyday words too: near the threshold, so a person looks. */
const LISTED_WEIGHT = 0.45;
/** Where nobody has chosen by hand the list counts more. */
const UNCHOSEN_WEIGHT = 0.75;

export const TOXICITY_BY_LANGUAGE: ReadonlyMap<string, WeightedMatcher> = new Map(
  Object.entries(TOXICITY).map(([language, rows]) => [
    language,
    weighted(rows.map(([weight, list]) => [weight, list.split(',')])),
  ]),
);

const LANGUAGES = [...new Set([...Object.keys(EXPLICIT), ...Object.keys(LDNOOBW)])];

export const EXPLICIT_BY_LANGUAGE: ReadonlyMap<string, WeightedMatcher> = new Map(
  LANGUAGES.map((language) => [language, explicitOf(language)]),
);

/** Entry 0: chosen; entry 1: the rest of the whole list. */
function explicitOf(language: string): WeightedMatcher {
  const chosen = EXPLICIT[language]?.split(',') ?? [];
  const known = new Set(chosen.map((word) => word.replace(/\*$/, '').toLowerCase()));
  const rest = (LDNOOBW[language] ?? []).filter((word) => !known.has(word.toLowerCase()));
  return weighted([
    [EXPLICIT_WEIGHT, chosen],
    [chosen.length === 0 ? UNCHOSEN_WEIGHT : LISTED_WEIGHT, rest],
  ]);
}

export const SLUR_MATCHER = weighted(SLURS.map(([weight, list]) => [weight, list.split(',')]));
/** Entry 0: groups; entry 1: contempt. */
export const GROUP_MATCHER = new PhraseMatcher([GROUPS.split(','), CONTEMPT.split(',')], { shared: true });

/** Languages with lists for every score; a text in another language lacks a score. */
export const LISTED_LANGUAGES: ReadonlySet<string> = new Set(Object.keys(EXPLICIT));
