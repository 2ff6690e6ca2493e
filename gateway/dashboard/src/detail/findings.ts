/** What the safety check found in a reply, for people: sentences, and where in the text. Pure. */
import type { ReplySummary } from '../api/types.ts';
import type { Finding } from '../ui/MarkedText.tsx';
import { asSentence, sentenceOf } from '../words/codes.ts';

/** Each finding once; those with a place in the text first, in its order. */
export function findingsOf({ issues }: Pick<ReplySummary, 'issues'>): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const { start, end, message, rule } of issues) {
    const note = asSentence(message === '' ? rule : message);
    seen.set(`${start}:${end}:${note}`, { start, end, note });
  }
  const place = ({ start }: Finding): number => start ?? Number.POSITIVE_INFINITY;
  return [...seen.values()].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** The other reasons for which it waits: a rule's own code says what its finding says better. */
export function otherReasonsOf({
  issues,
  reasons,
}: Pick<ReplySummary, 'issues' | 'reasons'>): readonly string[] {
  const told = new Set(issues.map(({ layer, rule }) => `${layer}:${rule}`));
  return reasons.filter((code) => !told.has(code)).map(sentenceOf);
}
