/**
 * What the light tier's heads say of content: all that the layers ask for in one pass over the text, kept for the
 * layer that asks next. A text with tricks is read as it stands and with the tricks undone; the worse counts.
 */
import { defaultReader } from '../light/default.ts';
import type { LightReader } from '../light/infer/reader.ts';
import type { Skeleton } from '../text/skeleton.ts';
import type { PreparedContent } from './layer.ts';

/** English only: the heads have learned from little else. */
export type ReadableContent = Pick<PreparedContent, 'text' | 'skeleton' | 'english'>;

const HEADS = ['toxic', 'hate', 'explicit'] as const;
export type LightHead = (typeof HEADS)[number];
/** Probability of yes of each head, 0 to 1. */
export type LightProbabilities = Readonly<Record<LightHead, number>>;

let read: ReturnType<LightReader['heads']> | undefined;
let latest: { readonly content: ReadableContent; readonly said: LightProbabilities | null } | undefined;

/** Null where the text is not English. The weights are read at the first text, not before. */
export function lightProbabilities(content: ReadableContent): LightProbabilities | null {
  if (latest?.content !== content) latest = { content, said: content.english ? worst(content) : null };
  return latest.said;
}

function worst({ text, skeleton }: ReadableContent): LightProbabilities {
  const plain = yesOf(text);
  if (!isDisguised(skeleton)) return plain;
  const undone = yesOf(skeleton.text);
  return recordOf((name) => Math.max(plain[name], undone[name]));
}

function yesOf(text: string): LightProbabilities {
  const { heads } = (read ??= defaultReader().heads(HEADS))(text);
  return recordOf((name) => heads[name]!.probabilities['yes']!);
}

function recordOf(valueOf: (name: LightHead) => number): LightProbabilities {
  return { toxic: valueOf('toxic'), hate: valueOf('hate'), explicit: valueOf('explicit') };
}

function isDisguised({ lookAlikes, hidden, loose, or }: Skeleton): boolean {
  if (lookAlikes.length > 0 || hidden.length > 0 || (or !== undefined && or.size > 0)) return true;
  for (let i = 0; i < loose.length; i++) if (loose[i] !== 0) return true;
  return false;
}
