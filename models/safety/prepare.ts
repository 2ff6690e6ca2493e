/** Computes once what all layers look at. */
import type { SafetyRequest } from '../ports.ts';
import { fold, withoutInvisible } from '../text/fold.ts';
import { detectLanguage, primaryLanguage } from '../text/language.ts';
import { flatten } from '../text/phrases.ts';
import { skeleton } from '../text/skeleton.ts';
import { tokenize } from '../text/tokens.ts';
import type { PreparedContent } from './layer.ts';

export function prepare(request: SafetyRequest): PreparedContent {
  const { text, context, workspacePolicy, network } = request;
  const folded = fold(text);
  const tokens = tokenize(text);
  const detected = detectLanguage(tokens.read, tokens.tokens);
  const declared = primaryLanguage(context.language);
  const languages = [...new Set([declared ?? 'und', detected, 'en'])].filter((code) => code !== 'und');
  return {
    text,
    folded,
    visible: withoutInvisible(folded),
    flat: flatten(folded),
    skeleton: skeleton(folded),
    languages,
    untold: declared === null && detected === 'und',
    context,
    policy: workspacePolicy,
    network,
  };
}
