/** Heads that a workspace may have read by weights of its own, and whether given weights can. */
import { LABELS } from '../../topics/labels.ts';
import type { Head } from '../../topics/labels.ts';
import type { LightReader } from './infer/reader.ts';

/** Those that weights answer in the flow: kind and urgency are the rules'. */
export const ADOPTABLE = [
  'sentiment',
  'language',
  'spam',
  'emotion',
  'irony',
  'offensive',
  'hate',
  'toxic',
] as const satisfies readonly Head[];
export type AdoptableHead = (typeof ADOPTABLE)[number];

export function isAdoptable(name: string): name is AdoptableHead {
  return (ADOPTABLE as readonly string[]).includes(name);
}

/**
 * Why these weights cannot read the head, in a sentence; null when they can. They must know exactly its labels:
 * whoever asks for a probability must find it. Of languages, any are enough.
 */
export function headProblem(reader: LightReader, name: AdoptableHead): string | null {
  if (!reader.names.includes(name))
    return `they have no head "${name}"; they have ${reader.names.join(', ')}`;
  // Null: spam, put together of experts that are made as they must be.
  const head = reader.head(name);
  if (head === null) return null;
  if (head.kind === 'multi') return `their head "${name}" may give several labels at once`;
  const labels: readonly string[] = LABELS[name];
  const foreign = head.classes.filter((one) => !labels.includes(one));
  if (foreign.length > 0)
    return `their head "${name}" answers ${foreign.join(', ')}, which is no label of it`;
  const missing = name === 'language' ? [] : labels.filter((one) => !head.classes.includes(one));
  if (missing.length > 0) return `their head "${name}" never answers ${missing.join(', ')}`;
  return head.kind === 'binary' && head.classes[1] !== 'yes'
    ? `the second class of their head "${name}" is not yes`
    : null;
}
