/** The hand-written posts are whole, varied, and apart from the corpus that the flow is judged by. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NearCopies } from '../../safety/near-copies.ts';

const KINDS = ['question', 'complaint', 'praise', 'request', 'lead', 'other', 'spam'];
/** Share of common runs from which on two texts are near copies; half-way between strangers and rewordings. */
const NEAR = 0.45;
const CORPUS = new URL('../../../stack/corpus/messages.jsonl', import.meta.url);

interface Post {
  readonly text: string;
  readonly lang: string;
  readonly spam: 'yes' | 'no';
  readonly kind: string;
}

function linesOf<T>(file: URL): T[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as T);
}

const posts = linesOf<Post>(new URL('brand-posts.jsonl', import.meta.url));

/** Runs of three characters of the letters and digits. */
function runsOf(text: string): Set<string> {
  const units = Array.from(text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' '));
  return new Set(units.slice(2).map((_, at) => units.slice(at, at + 3).join('')));
}

function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let both = 0;
  for (const run of one) if (other.has(run)) both++;
  return both / (one.size + other.size - both);
}

it('every post has a text, a language, and a kind that agrees with its spam label', () => {
  const isWhole = ({ text, lang, spam, kind }: Post): boolean =>
    text.trim() !== '' &&
    /^[a-z]{2}$/.test(lang) &&
    KINDS.includes(kind) &&
    spam === (kind === 'spam' ? 'yes' : 'no');
  expect(posts.filter((post) => !isWhole(post))).toEqual([]);
  expect(new Set(posts.map(({ text }) => text)).size).toBe(posts.length);
  expect(new Set(posts.map(({ lang }) => lang)).size).toBeGreaterThanOrEqual(30);
});

it('no post is a near copy of a message of the corpus, which no training may know', () => {
  const messages = linesOf<{ text: string }>(CORPUS).map(({ text }) => text);
  const runs = messages.map(runsOf);
  const near = new NearCopies(messages.length);
  for (const [index, text] of messages.entries()) near.add(String(index), 'corpus', text);
  const isCopy = (text: string): boolean => {
    const own = runsOf(text);
    return near.find(text) !== null || runs.some((other) => alike(own, other) >= NEAR);
  };
  expect(posts.map(({ text }) => text).filter(isCopy)).toEqual([]);
});
