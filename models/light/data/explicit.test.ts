/** The hand-written texts that teach what is explicit are whole, and those that are kept apart are others. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { foldedText } from '../train/folds.ts';

interface Line {
  readonly text: string;
  readonly label: string;
  readonly about: string;
}

const linesOf = (file: string): Line[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const taught = linesOf('explicit.jsonl');
const untouched = linesOf('explicit-untouched.jsonl');

it('every text has a label and says what it is about', () => {
  for (const { text, label, about } of [...taught, ...untouched]) {
    expect(text.trim()).not.toBe('');
    expect(['yes', 'no']).toContain(label);
    expect(about).not.toBe('');
  }
});

it('the untouched texts are others, about other things', () => {
  const known = new Set(taught.map(({ text }) => foldedText(text)));
  expect(untouched.filter(({ text }) => known.has(foldedText(text)))).toEqual([]);
  const things = new Set(taught.map(({ about }) => about));
  expect(untouched.map(({ about }) => about).filter((about) => things.has(about))).toEqual([]);
});
