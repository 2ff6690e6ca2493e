/**
 * Two classifiers of different families on the same text. Each alone can flag or hold: the worse of the two scores
 * counts, for the threshold as for the band. Where one is over a limit that the other is under they disagree, and
 * the verdict says so. A mean would let one classifier talk the other down.
 */
import type { SafetyIssue } from '../../ports.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { defaultBayes } from '../bayes/model.ts';
import { lightProbabilities } from '../light-heads.ts';
import type { TextScorer } from '../scorer.ts';
import { sideOf } from '../sides.ts';

/** English only: it was trained on nothing else. */
export const bayesScorer: TextScorer = {
  name: 'bayes',
  version: 'safety-bayes-1',
  scores: ({ skeleton, english }) => (english ? defaultBayes().scores(skeleton.text) : null),
};

export const lightScorer: TextScorer = {
  name: 'light',
  version: 'light',
  scores: (content) => {
    const said = lightProbabilities(content);
    return said === null ? null : { toxicity: said.toxic, hate: said.hate };
  },
};

export function classifiersLayer(first: TextScorer, second: TextScorer): SafetyLayer {
  return {
    name: 'classifiers',
    version: `classifiers-2:${first.version}:${second.version}`,
    check: (content) => check(content, first, second),
  };
}

function check(content: PreparedContent, first: TextScorer, second: TextScorer): LayerFinding {
  const [one, other] = [first.scores(content), second.scores(content)];
  if (one === null && other === null) return { scores: {}, issues: [] };
  if (one === null || other === null) return { scores: (one ?? other)!, issues: [] };
  const issues: SafetyIssue[] = [];
  const scores = { toxicity: 0, hate: 0 };
  for (const name of ['toxicity', 'hate'] as const) {
    scores[name] = Math.max(one[name], other[name]);
    if (sideOf(one[name], content.thresholds, name) === sideOf(other[name], content.thresholds, name))
      continue;
    const message = `${first.name} and ${second.name} do not agree on ${name}`;
    issues.push({ layer: 'classifiers', rule: `disagree_${name}`, span: null, message, severity: 'hold' });
  }
  return { scores, issues, disagreement: issues.length > 0 };
}
