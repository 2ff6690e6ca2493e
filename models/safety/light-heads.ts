/**
 * What the light tier's heads say of content. A text with tricks is read as it stands and with the tricks undone; the
 * worse counts.
 */
import { defaultReader } from '../light/default.ts';
import type { LightReader } from '../light/infer/reader.ts';
import type { Skeleton } from '../text/skeleton.ts';
import type { PreparedContent } from './layer.ts';

/** English only: the heads have learned from little else. */
export type ReadableContent = Pick<PreparedContent, 'text' | 'skeleton' | 'english'>;

/**
 * Probability of yes of each head, 0 to 1; null where the text is not English. The weights are read at the first
 * text, not before.
 */
export function lightProbabilities<Head extends string>(
  names: readonly Head[],
): (content: ReadableContent) => Readonly<Record<Head, number>> | null {
  let read: ReturnType<LightReader['heads']> | undefined;
  const yesOf = (text: string): Record<Head, number> => {
    const { heads } = (read ??= defaultReader().heads(names))(text);
    return recordOf(names, (name) => heads[name]!.probabilities['yes']!);
  };
  return ({ text, skeleton, english }) => {
    if (!english) return null;
    const plain = yesOf(text);
    if (!isDisguised(skeleton)) return plain;
    const undone = yesOf(skeleton.text);
    return recordOf(names, (name) => Math.max(plain[name], undone[name]));
  };
}

function recordOf<Head extends string>(
  names: readonly Head[],
  valueOf: (name: Head) => number,
): Record<Head, number> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Head, number>;
}

function isDisguised({ lookAlikes, hidden, loose, or = new Map() }: Skeleton): boolean {
  return lookAlikes.length > 0 || hidden.length > 0 || or.size > 0 || loose.some((flags) => flags !== 0);
}
