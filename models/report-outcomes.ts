/** What the baseline would do with real messages: how many are declined, drafted, passed, held, and why. */
import { baselineModels } from './baseline.ts';
import { DEFAULT_POLICY } from './safety/policy.ts';
import type { WorkspacePolicy } from './safety/policy.ts';

const POLICY: WorkspacePolicy = { ...DEFAULT_POLICY, acceptUnscoredBrand: true };

/** Counts by outcome, commonest first; texts are taken as mentions on X, counted in UTF-16 units up to 280. */
export async function outcomes(texts: readonly string[]): Promise<readonly (readonly [string, number])[]> {
  const counts = new Map<string, number>();
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const [index, text] of texts.entries()) {
    const classification = baselineModels.classifier.classify({
      text,
      network: 'x',
      engagementKind: 'mention',
      mentionsBrand: true,
    });
    const { kind, spam, urgency, language } = classification;
    const sentiment = baselineModels.sentiment.read(text, language).label;
    count(`kind ${kind}`);
    count(`urgency ${urgency}`);
    const draft = await baselineModels.drafts.draft({
      engagementId: `report-${index}`,
      attempt: 0,
      network: 'x',
      language,
      kind,
      spam,
      urgency,
      sentiment,
      limit: 280,
      countLength: (one) => one.length,
      trusted: { brandName: 'Acme Coffee' },
      untrusted: { text, authorName: null },
    });
    if (draft.outcome === 'declined') {
      count(`declined ${draft.reason}`);
      continue;
    }
    count(`drafted ${draft.tone}`);
    const verdict = await baselineModels.safety.check({
      text: draft.text,
      context: {
        account: 'x:1001',
        target: String(index),
        media: [],
        language: draft.language,
        inboundText: text,
      },
      workspacePolicy: POLICY,
      network: 'x',
    });
    count(`verdict ${verdict.decision}`);
    for (const rule of new Set(verdict.issues.map((issue) => issue.rule))) count(`held by ${rule}`);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
