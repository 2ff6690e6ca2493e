/** What makes a voice, in numbers: hashed words and letters (TF-IDF), tone, and readable features of style. */
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';
import { tokenHash } from '../bayes/hash.ts';

const DIMENSIONS = 1 << 13;
const MAX_WORDS = 400;

/** Bucket to count: words, pairs of words, and runs of four letters inside words. */
export function counts(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const add = (token: string): void => {
    const bucket = tokenHash(token) & (DIMENSIONS - 1);
    found.set(bucket, (found.get(bucket) ?? 0) + 1);
  };
  const words = flatten(fold(text)).text.split(' ', MAX_WORDS);
  for (const [index, word] of words.entries()) {
    add(word);
    if (index > 0) add(`${words[index - 1]} ${word}`);
    const padded = `<${word}>`;
    for (let from = 0; from + 4 <= padded.length; from++) add(`#${padded.slice(from, from + 4)}`);
  }
  return found;
}

/** Weight of a bucket: rare ones tell more. */
export function idf(documents: readonly ReadonlyMap<number, number>[]): (bucket: number) => number {
  const inDocuments = new Map<number, number>();
  for (const document of documents)
    for (const bucket of document.keys()) inDocuments.set(bucket, (inDocuments.get(bucket) ?? 0) + 1);
  return (bucket) => Math.log((1 + documents.length) / (1 + (inDocuments.get(bucket) ?? 0))) + 1;
}

export type Vector = ReadonlyMap<number, number>;

/** Of length 1; empty for a text without words. */
export function vector(document: ReadonlyMap<number, number>, weight: (bucket: number) => number): Vector {
  const raw = [...document].map(
    ([bucket, count]) => [bucket, (1 + Math.log(count)) * weight(bucket)] as const,
  );
  const length = Math.sqrt(raw.reduce((sum, [, value]) => sum + value * value, 0));
  return length === 0 ? new Map() : new Map(raw.map(([bucket, value]) => [bucket, value / length]));
}

export function dot(a: Vector, b: Vector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [bucket, value] of small) sum += value * (large.get(bucket) ?? 0);
  return sum;
}

/** Sum of vectors; a centroid is this, divided by its length. */
export function sumOf(vectors: readonly Vector[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const one of vectors)
    for (const [bucket, value] of one) sum.set(bucket, (sum.get(bucket) ?? 0) + value);
  return sum;
}

/** Readable features, each a rate or a length; the names are shown to people. */
export const STYLE_FEATURES = [
  'words',
  'words_per_sentence',
  'letters_per_word',
  'emoji_per_word',
  'hashtags',
  'exclamations',
  'questions',
  'first_person',
  'second_person',
  'contractions',
  'capitals',
] as const;
export type StyleFeature = (typeof STYLE_FEATURES)[number];
export type Style = Readonly<Record<StyleFeature, number>>;

const EMOJI = /\p{Extended_Pictographic}/gu;
const SENTENCE_END = /[.!?…。！？]+/g;
const FIRST =
  /^(?:i|me|my|we|us|our|ours|ich|mein|wir|uns|unser|je|moi|nous|notre|yo|mi|nosotros|nuestro|io|mio|noi|nostro|eu|nos|nosso|ik|mijn|wij|ons|onze)$/;
const SECOND =
  /^(?:you|your|yours|du|dein|sie|ihr|tu|toi|vous|votre|te|usted|vuestro|voi|vostro|voce|seu|jij|jouw|jullie|u|uw)$/;

export function styleOf(text: string): Style {
  const words = flatten(fold(text))
    .text.split(' ', MAX_WORDS)
    .filter((word) => word !== '');
  const count = Math.max(1, words.length);
  const share = (test: (word: string) => boolean): number => words.filter(test).length / count;
  const found = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return {
    words: Math.log1p(words.length),
    words_per_sentence: Math.log1p(count / Math.max(1, found(SENTENCE_END))),
    letters_per_word: words.reduce((sum, word) => sum + word.length, 0) / count,
    emoji_per_word: found(EMOJI) / count,
    hashtags: found(/#/g) / count,
    exclamations: found(/!/g) / count,
    questions: found(/\?/g) / count,
    first_person: share((word) => FIRST.test(word)),
    second_person: share((word) => SECOND.test(word)),
    contractions: share((word) => word.includes("'")),
    capitals: found(/\p{Lu}/gu) / Math.max(1, text.length),
  };
}
