import { describe, expect, it } from 'vitest';
import type { WhyStep } from '../api/types.ts';
import { sortFacts } from './facts.ts';
import { judgedText } from './steps.ts';

describe('what a step went by', () => {
  it('shows what the text names in its own words, one line a kind', () => {
    const text = 'my Cold Brew from @acmecoffee #late #cold';
    const { plain } = sortFacts(
      {
        entities: [
          { kind: 'product', start: 3, end: 12 },
          { kind: 'mention', start: 18, end: 29 },
          { kind: 'hashtag', start: 30, end: 35 },
          { kind: 'hashtag', start: 36, end: 41 },
          { kind: 'order_number', start: 90, end: 99 },
        ],
      },
      text,
    );
    expect(plain.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Product: “Cold Brew”',
      'Mention: “@acmecoffee”',
      'Hashtag: “#late”, “#cold”',
    ]);
  });

  it('shows each factor of urgency with the words it was seen in', () => {
    const { clues } = sortFacts(
      { urgencyFactors: [{ factor: 'fire_or_gas', weight: 3.8, start: 0, end: 5 }] },
      'smoke!',
    );
    expect(clues).toEqual([{ words: 'Fire or gas “smoke”', weight: 3.8 }]);
  });

  it('shows the tone: emotions by likelihood, each flag against its threshold, and who read it', () => {
    const { emotions, readings, plain } = sortFacts(
      {
        label: 'negative',
        tone: {
          emotion: 'anger',
          emotionProbabilities: { joy: 0.1, anger: 0.9 },
          irony: 0.5,
          offensive: 0.2,
          hate: 0,
          toxic: 0.1,
          thresholds: { irony: 0.45, offensive: 0.39, hate: 0.5 },
          modelVersion: 'light-1',
        },
      },
      '',
    );
    expect(emotions.map(({ name }) => name)).toEqual(['Anger', 'Joy']);
    expect(readings).toEqual([
      { name: 'Irony', probability: 0.5, threshold: 0.45 },
      { name: 'Offensive', probability: 0.2, threshold: 0.39 },
      { name: 'Hate', probability: 0, threshold: 0.5 },
      { name: 'Toxic', probability: 0.1, threshold: null },
    ]);
    expect(plain).toContainEqual({ name: 'Tone read by', value: 'light-1', mono: true });
    expect(plain.map(({ name }) => name)).not.toContain('Tone');
    expect(sortFacts({ label: 'negative' }, '')).toMatchObject({ emotions: [], readings: [] });
  });

  it('keeps the places of findings, and finds the text that was judged by its hash', () => {
    const issues = [{ layer: 'links', rule: 'foreign_host', message: 'a link', start: 3, end: 9 }];
    expect(sortFacts({ issues }, '').placed).toEqual([{ note: 'A link.', start: 3, end: 9 }]);
    const steps = [
      { hop: 'drafted', detail: { contentHash: 'h1', text: 'first' } },
      { hop: 'edited', detail: { contentHash: 'h2', text: 'second' } },
      { hop: 'checked', detail: { contentHash: 'h1', issues } },
      { hop: 'checked', detail: { contentHash: 'h3', issues } },
    ] as unknown as readonly WhyStep[];
    expect([2, 3].map((index) => judgedText(steps, index))).toEqual(['first', null]);
  });
});
