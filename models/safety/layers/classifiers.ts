/**
 * Two classifiers of different families on the same text. Where they agree their mean counts; where one sees what
 * the other does not, a person decides.
 */
import type { SafetyIssue } from '../../ports.ts';
import { thresholdsFor } from '../policy.ts';
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { defaultReader } from '../../light/default.ts';
import type { LightReader } from '../../light/infer/reader.ts';
import type { Skeleton } from '../../text/skeleton.ts';
import { defaultBayes } from '../bayes/model.ts';
import type { TextScorer, TextScores } from '../scorer.ts';

/** English only: it was trained on nothing else. */
export const bayesScorer: TextScorer = {
  name: 'bayes',
  version: 'safety-bayes-1',
  scores: ({ skeleton, languages }) => (isEnglish(languages) ? defaultBayes().scores(skeleton.text) : null),
};

/** The light tier's heads. A text with tricks is read as it stands and with the tricks undone; the worse counts. */
export const lightScorer: TextScorer = {
  name: 'light',
  version: 'light',
  scores: ({ text, skeleton, languages }) => {
    if (!isEnglish(languages)) return null;
    const plain = readLight(text);
    if (!isDisguised(skeleton)) return plain;
    const undone = readLight(skeleton.text);
    return {
      toxicity: Math.max(plain.toxicity, undone.toxicity),
      hate: Math.max(plain.hate, undone.hate),
    };
  },
};

let light: ReturnType<LightReader['heads']> | undefined;

function readLight(text: string): TextScores {
  const { heads } = (light ??= defaultReader().heads(['toxic', 'hate']))(text);
  return { toxicity: heads['toxic']!.probabilities['yes']!, hate: heads['hate']!.probabilities['yes']! };
}

function isDisguised({ lookAlikes, hidden, loose, or = new Map() }: Skeleton): boolean {
  return lookAlikes.length > 0 || hidden.length > 0 || or.size > 0 || loose.some((flags) => flags !== 0);
}

/** Languages of a content always end with English; alone it is the only one. */
function isEnglish(languages: readonly string[]): boolean {
  return languages.length === 1 && languages[0] === 'en';
}

/** So far apart two calibrated answers contradict each other, if one of them is near a threshold. */
const APART = 0.4;

export function classifiersLayer(first: TextScorer, second: TextScorer): SafetyLayer {
  return {
    name: 'classifiers',
    version: `classifiers-1:${first.version}:${second.version}`,
    check: (content) => check(content, first, second),
  };
}

function check(content: PreparedContent, first: TextScorer, second: TextScorer): LayerFinding {
  const [one, other] = [first.scores(content), second.scores(content)];
  if (one === null && other === null) return { scores: {}, issues: [] };
  if (one === null || other === null) return { scores: (one ?? other)!, issues: [] };
  const issues: SafetyIssue[] = [];
  const scores: Record<keyof TextScores, number> = { toxicity: 0, hate: 0 };
  const thresholds = thresholdsFor(content.policy, content.context.language);
  for (const name of ['toxicity', 'hate'] as const) {
    const [low, high] = [Math.min(one[name], other[name]), Math.max(one[name], other[name])];
    scores[name] = (low + high) / 2;
    if (high - low < APART || high < thresholds[name] - thresholds.band) continue;
    const message = `${first.name} and ${second.name} do not agree on ${name}`;
    issues.push({ layer: 'classifiers', rule: `disagree_${name}`, span: null, message, severity: 'hold' });
  }
  return { scores, issues, disagreement: issues.length > 0 };
}
