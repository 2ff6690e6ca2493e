/**
 * Writes `ordinary-short.ts`: words of at most four letters that people use in ordinary messages, counted in
 * open training parts: `node models/text/build-ordinary-short.ts`. A word counts from three messages on.
 */
import { writeFileSync } from 'node:fs';
import { readPaired, readTable } from '../datasets.ts';
import { flatten } from './phrases.ts';
import { fold } from './fold.ts';

const LEAST = 3;
const texts = [
  ...readTable('language-id-tweets/train.tsv.gz', 0, false),
  ...readPaired('umsab-sentiment/portuguese', 'train'),
  ...readPaired('tweeteval/sentiment', 'val'),
].map((row) => row.text);
const counts = new Map<string, number>();
for (const text of texts) {
  const words = new Set(flatten(fold(text)).text.split(' '));
  for (const word of words) {
    if (word.length <= 4 && /^\p{L}+$/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
}
const words = [...counts].filter(([, count]) => count >= LEAST).map(([word]) => word);
words.sort();
const body = `/**
 * Ordinary words of at most four letters in English, Spanish, French, Italian, German, Dutch and Portuguese.
 * Written by \`build-ordinary-short.ts\`; counted in language-id-tweets (Apache-2.0), UMSAB Portuguese and TweetEval.
 */
const WORDS =
  '${words.join(' ')}';

/** Also every single vowel and every number. */
export const ORDINARY_SHORT: { has(word: string): boolean } = {
  has: (word) =>
    (word.length === 1 ? 'aeiouy'.includes(word) : SET.has(word)) || (word < ':' && /^\\d+$/.test(word)),
};
const SET: ReadonlySet<string> = new Set(WORDS.split(' '));
`;
writeFileSync(new URL('ordinary-short.ts', import.meta.url), body);
console.log(`${words.length} words from ${texts.length} messages`);
