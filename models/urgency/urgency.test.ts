import { describe, expect, it } from 'vitest';
import type { Classification, ClassifyInput } from '../ports.ts';
import { baselineModels } from '../baseline.ts';
import { rulesClassifier } from '../understanding/classifier.ts';
import { HALVES, halfOf, readCases } from './cases.ts';
import { urgencyScores } from './measure.ts';
import { TERM_LANGUAGES } from './terms.ts';

const CASES = readCases();

const classify = (text: string, more: Partial<ClassifyInput> = {}): Classification =>
  rulesClassifier.classify({ text, network: 'x', engagementKind: 'mention', mentionsBrand: true, ...more });

describe('the hand-written cases', () => {
  it('are at least 300, each once, with a reason, in every language of the terms', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(300);
    expect(new Set(CASES.map(({ text }) => text)).size).toBe(CASES.length);
    expect(CASES.filter(({ why }) => why.trim() === '')).toEqual([]);
    for (const language of TERM_LANGUAGES) {
      const labels = new Set(CASES.filter((one) => one.language === language).map(({ urgent }) => urgent));
      expect(labels).toEqual(new Set([true, false]));
    }
  });

  it('are split by the hash of their text into two halves with both answers in each', () => {
    expect(halfOf('a')).toBe('tuned');
    expect(halfOf('b')).toBe('tuned');
    expect(halfOf('c')).toBe('tuned');
    expect(halfOf('d')).toBe('tuned');
    for (const half of HALVES) {
      const part = CASES.filter(({ text }) => halfOf(text) === half);
      expect(part.length).toBeGreaterThanOrEqual(120);
      expect(part.filter(({ urgent }) => urgent).length).toBeGreaterThanOrEqual(50);
      expect(part.filter(({ urgent }) => !urgent).length).toBeGreaterThanOrEqual(50);
    }
  });

  it.each(HALVES)('F1 of urgent on the %s half is at least .80', (half) => {
    expect(urgencyScores(half, rulesClassifier).f1).toBeGreaterThanOrEqual(0.8);
  });

  it.each(HALVES)(
    'on the %s half the classifier of the flow is as good as it was: F1 at least .95',
    (half) => {
      expect(urgencyScores(half, baselineModels.classifier).f1).toBeGreaterThanOrEqual(0.95);
    },
  );
});

describe('the score', () => {
  const score = (text: string, more: Partial<ClassifyInput> = {}): number =>
    classify(text, more).urgencyScore;
  const factors = (text: string, more: Partial<ClassifyInput> = {}): string[] =>
    classify(text, more).urgencyFactors.map(({ factor }) => factor);

  it('shows each factor with the words it was seen in', () => {
    const text = 'There is black smoke coming out of your oven, my lawyer hears of this today';
    const shown = classify(text).urgencyFactors.flatMap(({ factor, span }) =>
      span === undefined ? [] : [`${factor}: ${text.slice(span.start, span.end)}`],
    );
    expect(shown).toContain('fire_or_gas: black smoke');
    expect(shown).toContain('legal: my lawyer');
    expect(shown).toContain('within_hours: today');
  });

  it.each([
    ['nobody was injured', 'injury_or_illness'],
    ['there was no fraud', 'fraud'],
    ['kein Betrug', 'fraud'],
    ["I don't need it today", 'within_hours'],
  ])('a negation takes back: %s', (text, factor) => expect(factors(text)).not.toContain(factor));

  it.each([
    'My order is wrong, no rush though',
    'This is not urgent, the site is down',
    'Nicht eilig: die App lädt nicht',
  ])('who says it can wait is believed: %s', (text) => expect(classify(text).urgency).not.toBe('high'));

  it('danger outweighs politeness', () => {
    expect(classify('no rush, but your heater caught fire and my son is in hospital').urgency).toBe('high');
  });

  it('repeated contact, reach and speed raise a complaint, and none of them praise', () => {
    const complaint = 'still no reply about my refund';
    const praise = 'what a lovely place, thank you';
    for (const more of [{ authorContacts: 5 }, { authorFollowers: 900_000 }, { velocity: 10 }]) {
      expect(score(complaint, more)).toBeGreaterThan(score(complaint));
      expect(score(praise, more)).toBe(score(praise));
    }
  });

  it('reads people who leave out apostrophes', () => {
    expect(factors('I didnt make this payment')).toContain('fraud');
  });
});
