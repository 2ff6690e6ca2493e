/**
 * Valence of the words of a text after negation, intensity, capitals and "but": the idea of VADER (Hutto and
 * Gilbert 2014), written anew for several languages.
 */
import { EMOJI } from '../lexicon/emoji.ts';
import { EMOTICONS } from '../lexicon/emoticons.ts';
import { BOOSTERS, BUTS, NEGATIONS } from '../lexicon/modifiers.ts';
import { VALENCE_EN } from '../lexicon/valence-en.ts';
import { JAPANESE_STEMS, VALENCE_OTHER } from '../lexicon/valence-other.ts';
import type { SentimentEvidence } from '../ports.ts';
import type { Token, TokenizedText } from '../text/tokens.ts';

const ENGLISH: ReadonlyMap<string, number> = new Map(
  VALENCE_EN.flatMap(([tenths, words]) =>
    words.split(' ').map((word): [string, number] => [word, tenths / 10]),
  ),
);

/** A negated word keeps this share of its valence, with the other sign. */
const NEGATED = -0.74;
/** Words before and after "but". */
const BEFORE_BUT = 0.5;
const AFTER_BUT = 1.5;
/** Valence added to a word in capitals in a text that is not all capitals. */
const CAPITALS = 0.7;
/** How many words back a negation or booster is looked for. */
const REACH = 3;

export interface Valences {
  readonly evidence: readonly SentimentEvidence[];
  readonly positive: number;
  readonly negative: number;
}

/** Lexicon of a language, then English: brands' mentions mix both. */
function valenceOf(token: Token, own: ReadonlyMap<string, number> | undefined, english: boolean): number {
  const found = own?.get(token.text) ?? (english ? ENGLISH.get(token.text) : undefined);
  return found ?? 0;
}

export function readValences(text: TokenizedText, language: string): Valences {
  const own = VALENCE_OTHER.get(language);
  const english = own === undefined || language === 'ar' || language === 'ja';
  const evidence: { span: { start: number; end: number }; weight: number }[] = [];
  const { tokens } = text;
  const shouting = tokens.every((token) => token.kind !== 'word' || token.caps || token.text.length < 2);
  let lastBut = -1;
  for (const [index, token] of tokens.entries()) {
    const { start, end } = token;
    if (token.kind === 'emoji' || token.kind === 'emoticon') {
      const weight = EMOJI.get(token.text) ?? EMOTICONS.get(token.text) ?? 0;
      if (weight !== 0) evidence.push({ span: { start, end }, weight });
      continue;
    }
    if (token.kind !== 'word' && token.kind !== 'hashtag') continue;
    if (BUTS.has(token.text)) {
      lastBut = evidence.length;
      continue;
    }
    if (language === 'ja') pushStems(token, evidence);
    let weight = valenceOf(token, own, english);
    if (weight === 0) continue;
    if (token.caps && !shouting) weight += Math.sign(weight) * CAPITALS;
    weight = modified(tokens, index, weight);
    evidence.push({ span: { start, end }, weight });
  }
  if (lastBut >= 0 && lastBut < evidence.length) {
    for (const [index, item] of evidence.entries()) item.weight *= index < lastBut ? BEFORE_BUT : AFTER_BUT;
  }
  let positive = 0;
  let negative = 0;
  for (const { weight } of evidence) {
    if (weight > 0) positive += weight;
    else negative -= weight;
  }
  return { evidence, positive, negative };
}

/** Looks back over at most three words, not across the end of a sentence. */
function modified(tokens: readonly Token[], index: number, valence: number): number {
  let weight = valence;
  let seen = 0;
  let negated = false;
  for (let back = index - 1; back >= 0 && seen < REACH; back--) {
    const before = tokens[back]!;
    if (before.kind === 'marks' || (before.kind === 'stop' && before.text !== ',' && before.text !== '-'))
      break;
    if (before.kind !== 'word') continue;
    const boost = BOOSTERS.get(before.text);
    if (boost !== undefined) weight += Math.sign(valence) * boost * (1 - 0.05 * seen);
    if (NEGATIONS.has(before.text)) negated = !negated;
    seen++;
  }
  return negated ? weight * NEGATED : weight;
}

/** Japanese stems inside a run; a negating ending just behind a stem turns it. */
function pushStems(token: Token, evidence: { span: { start: number; end: number }; weight: number }[]): void {
  // Folded and original Japanese have the same length except for half-width marks; the span is kept inside the run.
  for (let at = 0; at < token.text.length; at++) {
    for (const [stem, valence] of JAPANESE_STEMS) {
      if (!token.text.startsWith(stem, at)) continue;
      const after = token.text.slice(at + stem.length, at + stem.length + 5);
      const weight = after.includes('ない') || after.includes('なかった') ? valence * NEGATED : valence;
      const start = Math.min(token.start + at, token.end - 1);
      evidence.push({ span: { start, end: Math.min(start + stem.length, token.end) }, weight });
      at += stem.length - 1;
      break;
    }
  }
}
