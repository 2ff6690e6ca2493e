import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultReader } from '../../models/light/default.ts';
import { moods, trainedSentiment } from '../../models/light/testing.ts';
import { compareFiles, openWeights } from './files.ts';
import { renderComparison } from './render.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);
const jsonl = (name: string, rows: readonly object[]): string => {
  writeFileSync(file(name), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  return file(name);
};
const turned = { negative: 'positive', neutral: 'neutral', positive: 'negative' } as Record<string, string>;

for (const [name, examples] of [
  ['good', moods('berlin')],
  ['bad', moods('berlin').map(({ text, label }) => ({ text, label: turned[label]! }))],
] as const) {
  const { file: weights, learned } = trainedSentiment(name, examples);
  writeFileSync(file(`${name}.spw`), weights);
  writeFileSync(file(`${name}.learned`), learned);
}
writeFileSync(file('alone.spw'), trainedSentiment('alone').file);
const examples = jsonl('paris.jsonl', moods('paris'));
const unselected = jsonl('rome.jsonl', moods('rome'));
const bad = openWeights('--in-use', file('bad.spw'), 'sentiment');
const good = openWeights('--in-use', file('good.spw'), 'sentiment');

describe('files of a comparison', () => {
  it('trained weights against trained weights, on texts of the same kind that neither knows', () => {
    const found = compareFiles('sentiment', { candidate: file('good.spw'), examples, unselected }, bad);
    expect(found).toMatchObject({ verdict: 'better', scores: [{ rows: 60 }, { rows: 60 }] });
    expect(renderComparison(found)).toMatch(/^sentiment: good-\w{12} against bad-\w{12}, which is in use\n/);
    const back = compareFiles('sentiment', { candidate: file('bad.spw'), examples, unselected }, good);
    expect(back.verdict).toBe('worse');
  });

  it('says what corrections alone cannot tell', () => {
    const found = compareFiles('sentiment', { candidate: file('good.spw'), examples }, defaultReader());
    expect(renderComparison(found)).toMatch(/verdict {6}not clear.*\n.*give --unselected/);
  });

  it.each([
    [
      'texts that it was trained on',
      'good.spw',
      jsonl('berlin.jsonl', moods('berlin')),
      /learned from 60 of these 60/,
    ],
    ['no list of what it learned from', 'alone.spw', examples, /alone\.learned: ENOENT.*signalpost train/],
    ['a file that is no weights file', 'paris.jsonl', examples, /not a weights file/],
    ['a line without a label', 'good.spw', jsonl('odd.jsonl', [{ text: 'a' }]), /line 1: wants/],
    ['no file', 'good.spw', file('none.jsonl'), /none\.jsonl: ENOENT/],
  ])('refuses %s', (_, candidate, given, message) => {
    expect(() => compareFiles('sentiment', { candidate: file(candidate), examples: given }, bad)).toThrow(
      message,
    );
  });
});
