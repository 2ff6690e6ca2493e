import { describe, expect, it } from 'vitest';
import { overallOf, weaknessesOf, type Head } from './weaknesses.ts';

const scores = (source: string, more: Partial<Head['scores'][number]> = {}): Head['scores'][number] => ({
  source,
  rows: 1_000,
  accuracy: 80,
  macroF1: 80,
  f1: { no: 85, yes: 75 },
  falseAlarms: 4,
  calibrationError: 1,
  ...more,
});
const head = (more: Partial<Head>): Head => ({
  name: 'irony',
  kind: 'binary',
  classes: ['no', 'yes'],
  reviewOnly: false,
  thresholds: [0.5],
  data: [],
  scores: [],
  untouched: [],
  groups: [],
  reliability: [],
  ...more,
});

describe('where a head is bad', () => {
  it('is said of classes, false alarms, sources, calibration and kinds of examples', () => {
    const all = scores('all', { f1: { no: 85, yes: 30.4 }, falseAlarms: 42.6 });
    const arabic = scores('umsab-arabic', { accuracy: 58.6, calibrationError: 6.3 });
    const groups = [
      { group: 'counter_ref_nh', rows: 42, accuracy: 85.7 },
      { group: 'profanity_h', rows: 40, accuracy: 100 },
    ];
    expect(weaknessesOf(head({ scores: [scores('tweets'), arabic, all], groups }))).toEqual([
      '“Yes” is often missed or seen where it is not: 30 of 100 (F1).',
      'On Umsab arabic it is right in 59 of 100 texts, against 80 over all.',
      'Of 100 texts where the answer is no, it says yes to 43.',
      'On Umsab arabic its probabilities are off by 6 points on average.',
      'Counter ref (not hateful): right in 86 of 100 such examples.',
    ]);
  });

  it('is nothing where nothing stands out, or where nobody measured', () => {
    expect(weaknessesOf(head({ scores: [scores('sms')] }))).toEqual([]);
    expect(weaknessesOf(head({}))).toEqual([]);
  });

  it('is said of F1 where a card knows nothing else', () => {
    const bare = { f1: {}, accuracy: null, falseAlarms: null, calibrationError: null };
    const all = [scores('Davidson', { ...bare, macroF1: 58.1 }), scores('Surge', { ...bare, macroF1: 70 })];
    expect(weaknessesOf(head({ scores: all }))).toEqual(['On Davidson it reaches 58 of 100 (F1).']);
  });

  it('takes no class of a source that lacks it for a weakness', () => {
    // A source of one language has no French to find: only all of them together tell.
    const german = scores('umsab-german', { f1: { de: 99, fr: 0 } });
    const french = scores('umsab-french', { f1: { de: 0, fr: 99 } });
    expect(weaknessesOf(head({ scores: [german, french] }))).toEqual([]);
    expect(overallOf(head({ scores: [german, french] }))).toBeNull();
  });
});
