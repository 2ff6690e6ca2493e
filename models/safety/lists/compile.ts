/** Word lists compiled once per language. */
import { PhraseMatcher } from '../../text/phrases.ts';
import { EXPLICIT } from './explicit.ts';
import { CONTEMPT, GROUPS, SLURS } from './hate.ts';
import { TOXICITY } from './toxicity.ts';

export interface WeightedMatcher {
  readonly matcher: PhraseMatcher;
  /** By entry. */
  readonly weights: readonly number[];
}

function weighted(rows: readonly (readonly [number, string])[]): WeightedMatcher {
  return {
    matcher: new PhraseMatcher(rows.map(([, list]) => list.split(','))),
    weights: rows.map(([weight]) => weight),
  };
}

/** Weight of any obscene word. */
const EXPLICIT_WEIGHT = 0.9;

export const TOXICITY_BY_LANGUAGE: ReadonlyMap<string, WeightedMatcher> = new Map(
  Object.entries(TOXICITY).map(([language, rows]) => [language, weighted(rows)]),
);

export const EXPLICIT_BY_LANGUAGE: ReadonlyMap<string, WeightedMatcher> = new Map(
  Object.entries(EXPLICIT).map(([language, list]) => [language, weighted([[EXPLICIT_WEIGHT, list]])]),
);

export const SLUR_MATCHER = weighted(SLURS);
/** Entry 0: groups; entry 1: contempt. */
export const GROUP_MATCHER = new PhraseMatcher([GROUPS.split(','), CONTEMPT.split(',')]);

/** Languages that have lists; a text in another language has no score. */
export const LISTED_LANGUAGES: ReadonlySet<string> = new Set(Object.keys(EXPLICIT));
