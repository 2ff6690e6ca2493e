/** Computes once what all layers look at. */
import type { SafetyRequest } from '../ports.ts';
import { fold, withoutInvisible } from '../text/fold.ts';
import { primaryLanguage } from '../text/language.ts';
import { flatten } from '../text/phrases.ts';
import { skeleton } from '../text/skeleton.ts';
import type { PreparedContent } from './layer.ts';
import { thresholdsFor } from './policy.ts';
import { languageOfText } from './text-language.ts';
import type { TextLanguage } from './text-language.ts';

export function prepare(request: SafetyRequest): PreparedContent {
  const { text, context, workspacePolicy, network } = request;
  const folded = fold(text);
  const read = languageOfText(text);
  const declared = primaryLanguage(context.language);
  const told = [...new Set([...read.likely, ...(declared === null ? [] : [declared])])];
  return {
    text,
    folded,
    visible: withoutInvisible(folded),
    flat: flatten(folded),
    skeleton: skeleton(folded),
    languages: [...new Set([...told, 'en'])],
    untold: told.length === 0,
    english: isEnglish(read, declared),
    thresholds: thresholdsFor(workspacePolicy, read.certain ? told : 'any'),
    context,
    policy: workspacePolicy,
    network,
  };
}

/** A declared language counts only where the text itself leaves it open. */
function isEnglish({ likely, certain }: TextLanguage, declared: string | null): boolean {
  if (certain) return likely[0] === 'en';
  if (declared !== null && declared !== 'en') return false;
  return likely.length === 0 || likely.includes('en');
}
