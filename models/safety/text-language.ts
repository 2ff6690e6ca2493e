/**
 * The language of a text that is judged, read from the text itself: what it answers may be in another one. Two
 * readers are asked, the light tier's head and the rules over common words; only where they agree, or where the
 * head is sure and the rules know no better, is the language certain. Short texts seldom are.
 */
import { defaultReader } from '../light/default.ts';
import type { LightReader } from '../light/infer/reader.ts';
import { detectLanguage } from '../text/language.ts';
import { recently } from '../text/recent.ts';
import { tokenize } from '../text/tokens.ts';

export interface TextLanguage {
  /** ISO 639-1, the likelier first; empty when neither reader can tell. */
  readonly likely: readonly string[];
  /** False: other languages are possible, too, so whatever depends on the language takes the strictest. */
  readonly certain: boolean;
}

/** From this probability on the head is believed alone. */
const SURE = 0.9;
const UNKNOWN = 'und';

let heads: ReturnType<LightReader['heads']> | undefined;

export const languageOfText: (text: string) => TextLanguage = recently(languageAnew);

function languageAnew(text: string): TextLanguage {
  const { label, probabilities } = (heads ??= defaultReader().heads(['language']))(text).heads['language']!;
  const { read, tokens } = tokenize(text);
  return agree(label, (probabilities[label] ?? 0) >= SURE, detectLanguage(read, tokens));
}

/** Puts the two readers' answers together; `und` is no answer, and neither is a head's guess that it is not sure of. */
export function agree(head: string, sure: boolean, rules: string): TextLanguage {
  if (head === rules && head !== UNKNOWN) return { likely: [head], certain: true };
  const believed = [...(sure ? [head] : []), rules].filter((code) => code !== UNKNOWN);
  return { likely: [...new Set(believed)], certain: sure && head !== UNKNOWN && rules === UNKNOWN };
}
