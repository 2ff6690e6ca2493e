/**
 * A trained head beside the word lists of explicit content: it sees offers and remarks that have none of their words.
 * It knows how one hand writes them and misses much (`models/REPORT-SAFETY.md`), so it can only make the verdict
 * stricter: it never answers that a text is clean, and at its surest a person decides; nothing is flagged by it alone.
 */
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { NOTHING_FOUND } from '../layer.ts';
import { lightProbabilities } from '../light-heads.ts';
import type { ReadableContent } from '../light-heads.ts';
import { sideOf } from '../sides.ts';

/** Probability that a text is explicit, 0 to 1; null where there is nothing to say. */
export type ExplicitScorer = (content: ReadableContent) => number | null;

export const lightExplicit: ExplicitScorer = (content) => lightProbabilities(content)?.explicit ?? null;

export function explicitLayer(scorer: ExplicitScorer): SafetyLayer {
  return { name: 'explicit', version: 'explicit-1', check: (content) => check(content, scorer) };
}

function check(content: PreparedContent, scorer: ExplicitScorer): LayerFinding {
  const { thresholds } = content;
  const value = scorer(content);
  if (value === null || sideOf(value, thresholds, 'explicit') === 'under') return NOTHING_FOUND;
  return {
    scores: { explicit: Math.min(value, thresholds.explicit) },
    issues: [
      {
        layer: 'explicit',
        rule: 'reads_explicit',
        span: null,
        message: 'it reads like explicit content, whatever its words',
        severity: 'hold',
      },
    ],
  };
}
