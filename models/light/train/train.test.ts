import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { labelIndex, tierOf } from '../infer/tier.ts';
import { readCorpus } from './corpus.ts';
import { parseTask } from './task.ts';
import type { ScoredPart } from './score.ts';
import { train } from './train.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'light-'));
const GOOD = [
  'love it',
  'great coffee',
  'so happy today',
  'wonderful staff',
  'best day',
  'lovely place',
  'nice and kind',
];
const BAD = [
  'hate it',
  'awful coffee',
  'so angry today',
  'terrible staff',
  'worst day',
  'dirty place',
  'rude and cold',
];
const rows = [
  ...GOOD.map((text) => ({ text, label: 'good' })),
  ...BAD.map((text) => ({ text, label: 'bad' })),
];
writeFileSync(join(folder, 'mood.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
writeFileSync(
  join(folder, 'shop.tsv'),
  rows.map((row) => `${row.label === 'good' ? 1 : 0}\t${row.text}`).join('\n'),
);

const TASK = {
  name: 'tiny',
  seed: 7,
  folds: 3,
  shared: { dims: 16, epochs: 2 },
  heads: [
    {
      name: 'mood',
      kind: 'softmax',
      classes: ['bad', 'good'],
      shared: 0.5,
      sources: [{ name: 'own', format: 'jsonl', file: 'mood.jsonl' }],
    },
    {
      name: 'happy',
      kind: 'binary',
      classes: ['no', 'yes'],
      bits: 12,
      sources: [
        { name: 'shop', format: 'table', file: 'shop.tsv', text: 1, label: 0, map: { 0: 'no', 1: 'yes' } },
      ],
    },
    {
      name: 'tags',
      kind: 'multi',
      classes: ['bad', 'good'],
      bits: 12,
      sources: [{ name: 'own', format: 'jsonl', file: 'mood.jsonl' }],
    },
  ],
};
const run = (change: object = {}, date = '2026-01-01') =>
  train(parseTask(JSON.stringify({ ...TASK, ...change })), { folder, date });
const first = run();

describe('training', () => {
  it('the same task, data and seed give the same bytes; the date is only on the card', () => {
    expect(run({}, '2027-02-03').file.equals(first.file)).toBe(true);
    expect(run({}, '2027-02-03').card.date).toBe('2027-02-03');
    expect(run({ seed: 8 }).file.equals(first.file)).toBe(false);
    const twice = run({ rounds: 2 }).file;
    expect(twice.equals(first.file)).toBe(false);
    expect(run({ rounds: 2 }).file.equals(twice)).toBe(true);
  });

  it('learns what it was told, and plain TypeScript answers with the same numbers', () => {
    const [tier, plain] = [tierOf(first.file), tierOf(first.file, 'plain')];
    for (const { text, label } of rows) {
      tier.read(text);
      plain.read(text);
      for (const head of tier.heads) {
        const values = tier.probabilities(head.name);
        expect([...plain.probabilities(head.name)]).toEqual([...values]);
        const right = head.name !== 'mood' || head.classes[labelIndex(values)] === label;
        expect(right).toBe(true);
      }
    }
  });

  it('the card says what it was made of and how well unseen texts were read', () => {
    const mood = first.card.heads.find((head) => head.name === 'mood')!;
    expect(mood.data).toMatchObject([
      { name: 'own', rows: 14, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(mood.scores[0]!.rows).toBe(14);
    const [low, ...rest] = mood.distribution['good']!;
    expect(rest.reduce((sum, share) => sum + share, low!)).toBeCloseTo(1, 3);
    expect(first.card.modelVersion).toContain(first.card.sha256.slice(0, 12));
  });

  it('a line of JSON may hold its label and its kind of example in fields of other names', () => {
    const lines = rows.map(({ text, label }, at) => ({
      text,
      mood: label,
      lang: at % 2 === 0 ? 'en' : 'de',
    }));
    writeFileSync(join(folder, 'fields.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    const source = { name: 'own', format: 'jsonl', file: 'fields.jsonl', label: 'mood', group: 'lang' };
    const [mood] = run({ heads: [{ ...TASK.heads[0], sources: [source] }] }).card.heads;
    expect(mood!.groups.map(({ group, rows: count }) => [group, count])).toEqual([
      ['de', 7],
      ['en', 7],
    ]);
    const absent = { ...source, label: 'feeling' };
    expect(() => run({ heads: [{ ...TASK.heads[0], sources: [absent] }] })).toThrow(
      /line 1: wants.*"feeling"/,
    );
  });

  it('lines that say that they are about one thing stay in one part', () => {
    const lines = rows.map(({ text, label }, at) => ({ text, label, about: at % 2 === 0 ? 'shop' : 'day' }));
    writeFileSync(join(folder, 'about.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    const partsOf = (more: object): number => {
      const source = { name: 'own', format: 'jsonl', file: 'about.jsonl', ...more };
      const task = parseTask(JSON.stringify({ ...TASK, heads: [{ ...TASK.heads[0], sources: [source] }] }));
      return new Set(readCorpus(task, folder).fold).size;
    };
    expect(partsOf({})).toBe(3);
    expect(partsOf({ together: 'about' })).toBeLessThanOrEqual(2);
  });

  it('a file that comes with the program is found beside the trainer, not in the folder', () => {
    const source = { name: 'own', format: 'jsonl', file: 'brand-posts.jsonl', label: 'spam' };
    const head = { name: 'spam', kind: 'binary', classes: ['no', 'yes'], bits: 12, epochs: 1 };
    const sources = [{ ...source, own: true }];
    expect(
      run({ shared: undefined, heads: [{ ...head, sources }] }).card.heads[0]!.data[0]!.rows,
    ).toBeGreaterThan(1000);
    expect(() => run({ heads: [{ ...head, sources: [source] }] })).toThrow(/cannot read brand-posts/);
  });

  it('finished parts are taken from where they wait, with the same bytes in the end', () => {
    const kept = new Map<string, ScoredPart>();
    const parts = { get: (key: string) => kept.get(key), set: kept.set.bind(kept) };
    const lines: string[] = [];
    const once = train(parseTask(JSON.stringify(TASK)), { folder, date: '2026-01-01', parts });
    const again = train(parseTask(JSON.stringify(TASK)), {
      folder,
      date: '2026-01-01',
      parts,
      progress: (line) => lines.push(line),
    });
    expect([once.file, again.file].every((file) => file.equals(first.file))).toBe(true);
    expect(again.card).toEqual(first.card);
    expect(lines.some((line) => line.startsWith('part'))).toBe(false);
    expect(kept.size).toBe(4);
  });

  it('what no choice may look at is scored apart, and only the last weights learn from it', () => {
    writeFileSync(
      join(folder, 'apart.jsonl'),
      [
        { text: 'love this wonderful lovely evening', label: 'good' },
        { text: 'hate this terrible dirty evening', label: 'bad' },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    );
    const apart = { name: 'apart', format: 'jsonl', file: 'apart.jsonl', untouched: true };
    const head = { ...TASK.heads[0]!, shared: 0, sources: [...TASK.heads[0]!.sources, apart] };
    const { card, file } = run({ heads: [head] });
    const without = run({ heads: [{ ...TASK.heads[0]!, shared: 0 }] });
    expect(card.heads[0]!.untouched).toMatchObject([{ source: 'apart', rows: 2 }]);
    expect(card.heads[0]!.scores).toEqual(without.card.heads[0]!.scores);
    expect(file.equals(without.file)).toBe(false);
  });

  it('a label that no class has, an absent file and an unknown setting are named', () => {
    const source = TASK.heads[0]!.sources[0]!;
    const with_ = (change: object) => ({ heads: [{ ...TASK.heads[0]!, shared: 0, ...change }] });
    expect(() => run(with_({ classes: ['good', 'meh'] }))).toThrow(
      /head mood, source own, row 8: label "bad"/,
    );
    expect(() => run(with_({ sources: [{ ...source, file: 'none.jsonl' }] }))).toThrow(
      /cannot read none\.jsonl/,
    );
    expect(() => run(with_({ rat: 1 }))).toThrow(/not valid/);
  });
});
