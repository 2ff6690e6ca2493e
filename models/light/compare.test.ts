import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADOPTABLE, headProblem } from './adoptable.ts';
import { compare, ExamplesRefused, measureOf, paired, verdictOf } from './compare.ts';
import type { Example, Side } from './compare.ts';
import { LightReader } from './infer/reader.ts';
import { tierOf } from './infer/tier.ts';
import { defaultReader } from './default.ts';
import { trainedSentiment } from './testing.ts';

const labels = ['negative', 'neutral', 'positive'] as const;
const label = fc.constantFrom(...labels);

/** Weights that answer what is written down for a text. */
function side(name: string, answer: (text: string) => string): Side {
  return {
    modelVersion: name,
    tier: { sha256: 'a'.repeat(64) },
    heads:
      ([head = '']) =>
      (text) => ({
        modelVersion: name,
        heads: { [head]: { label: answer(text), probabilities: {} } },
      }),
  };
}

const texts = (count: number, word: string): Example[] =>
  Array.from({ length: count }, (_, n) => ({ text: `${word} ${n}`, label: labels[n % 3]! }));
const gold = new Map(
  [...texts(90, 'changed'), ...texts(90, 'any')].map((example) => [example.text, example.label]),
);
const right = side('right-1', (text) => gold.get(text)!);
const wrong = side('wrong-1', (text) => labels[(labels.indexOf(gold.get(text) as 'neutral') + 1) % 3]!);
/** Right on what people corrected, wrong on everything else. */
const sly = side(
  'sly-1',
  (text) => (text.startsWith('changed') ? right : wrong).heads(['sentiment'])(text).heads['sentiment']!.label,
);

const ask = (inUse: Side, candidate: Side, unselected: readonly Example[] | null = texts(90, 'any')) =>
  compare({
    head: 'sentiment',
    inUse,
    candidate,
    learned: () => false,
    corrections: texts(90, 'changed'),
    unselected,
  });

describe('comparing two weights', () => {
  it('every head that can be adopted has a measure of its gate', () => {
    expect(ADOPTABLE.map((head) => [head, measureOf(head).name])).toEqual([
      ['sentiment', 'macroRecall'],
      ['language', 'accuracy'],
      ['spam', 'f1 of yes'],
      ['emotion', 'macroF1'],
      ['irony', 'f1 of yes'],
      ['offensive', 'macroF1'],
      ['hate', 'macroF1'],
      ['toxic', 'macroF1'],
    ]);
  });

  it('says better, worse, or that it may be chance, with figures of both sets', () => {
    const better = ask(wrong, right);
    expect(better).toMatchObject({
      verdict: 'better',
      guarded: true,
      inUseVersion: 'wrong-1',
      modelVersion: 'right-1',
    });
    expect(better.scores).toMatchObject([
      { examples: 'corrections', rows: 90, measure: 'macroRecall', inUse: 0, candidate: 1, low: 1, high: 1 },
      { examples: 'unselected', rows: 90 },
    ]);
    expect(ask(right, wrong).verdict).toBe('worse');
    expect(ask(right, right).verdict).toBe('not_clear');
  });

  it('corrections alone never say better, and what is broken elsewhere makes it worse', () => {
    expect(ask(wrong, sly, null)).toMatchObject({ verdict: 'not_clear', guarded: false });
    expect(ask(right, sly).verdict).toBe('worse');
  });

  it.each([
    ['too few', texts(49, 'changed'), /corrections: 49 different texts are too few/],
    [
      'copies count once',
      Array.from({ length: 80 }, (_, n) => ({ text: `same @p${n}`, label: labels[n % 3]! })),
      /corrections: 1 different/,
    ],
    [
      'one label',
      texts(90, 'changed').map(({ text }) => ({ text, label: 'neutral' })),
      /all have the same label/,
    ],
    [
      'a foreign label',
      [...texts(60, 'changed'), { text: 'secret', label: 'happy' }],
      /corrections, line 61/,
    ],
  ])('refuses examples: %s', (_, corrections, message) => {
    const given = {
      head: 'sentiment',
      inUse: right,
      candidate: right,
      learned: () => false,
      unselected: null,
    } as const;
    expect(() => compare({ ...given, corrections })).toThrow(ExamplesRefused);
    expect(() => compare({ ...given, corrections })).toThrow(message);
  });

  it('refuses texts that the candidate has learned from, in either set', () => {
    const given = {
      head: 'sentiment',
      inUse: right,
      candidate: right,
      corrections: texts(90, 'changed'),
    } as const;
    const learned = (text: string) => text === 'any 7';
    expect(() => compare({ ...given, learned, unselected: texts(90, 'any') })).toThrow(
      /unselected: the candidate has learned from 1 of these 90 texts/,
    );
  });

  it('property: the interval lies around the difference, is the same again, and turns with the sides', () => {
    const rows = fc.array(fc.tuple(label, label, label), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const [golds, one, two] = [0, 1, 2].map((at) => drawn.map((row) => row[at]!)) as [
          string[],
          string[],
          string[],
        ];
        const there = paired('sentiment', golds, one, two);
        const back = paired('sentiment', golds, two, one);
        expect(paired('sentiment', golds, one, two)).toEqual(there);
        expect(back.inUse).toBe(there.candidate);
        expect(back.low).toBeCloseTo(-there.high, 10);
        expect(there.low).toBeLessThanOrEqual(there.high);
        const same = paired('sentiment', golds, one, one);
        expect([same.low, same.high]).toEqual([0, 0]);
      }),
      { numRuns: 8 },
    );
  });

  it('property: worse on any set is never better or unclear', () => {
    const score = fc.record({
      examples: fc.constantFrom('corrections' as const, 'unselected' as const),
      low: fc.double({ min: -1, max: 0, noNaN: true }),
      high: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(score), (scores) => {
        expect(verdictOf(scores) === 'worse').toBe(scores.some(({ high }) => high < 0));
      }),
    );
  });
});

describe('whether weights can read a head', () => {
  const tiny = new LightReader(tierOf(trainedSentiment('acme').file));

  it('needs the head and all of its labels', () => {
    expect(ADOPTABLE.map((head) => headProblem(defaultReader(), head)).filter((one) => one !== null)).toEqual(
      [],
    );
    expect(headProblem(tiny, 'sentiment')).toBeNull();
    expect(headProblem(tiny, 'irony')).toBe('they have no head "irony"; they have sentiment');
  });
});
