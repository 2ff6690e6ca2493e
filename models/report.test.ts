import { describe, expect, it } from 'vitest';
import { DATA_FOLDER, hasData } from './datasets.ts';
import { MEASURES, score } from './report.ts';

/** Well below what was measured, so that they fail only when something breaks. [macro-recall, accuracy] */
const FLOORS: Readonly<Record<string, readonly [number, number]>> = {
  'sentiment en (TweetEval val)': [0.55, 0.5],
  'sentiment de (UMSAB val)': [0.45, 0.45],
  'sentiment es (UMSAB val)': [0.43, 0.43],
  'language (tweets)': [0.85, 0.85],
  'spam (SMS, open part)': [0.78, 0.9],
  'spam (YouTube, open part)': [0.7, 0.7],
};

describe('the baseline on open data', () => {
  for (const measure of MEASURES) {
    const floor = FLOORS[measure.name];
    if (floor === undefined) continue;
    it(`${measure.name} stays above its floor`, (test) => {
      if (!hasData(measure.folder))
        test.skip(`the data set ${measure.folder} is absent (SIGNALPOST_DATA_DIR names its folder)`);
      const { macroRecall, accuracy } = score(measure.rows(), measure.answer);
      expect(macroRecall).toBeGreaterThan(floor[0]);
      expect(accuracy).toBeGreaterThan(floor[1]);
    });
  }

  it('says when the data are absent', () => {
    if (!hasData('tweeteval/sentiment'))
      console.warn(`no data sets under ${DATA_FOLDER}: the measures above were skipped`);
    expect(hasData('no-such-set')).toBe(false);
  });

  it('the measures are the usual ones', () => {
    const rows = ['a', 'a', 'a', 'b'].map((label, i) => ({ label, text: String(i) }));
    const result = score(rows, () => 'a');
    expect(result).toMatchObject({ accuracy: 0.75, macroRecall: 0.5 });
    expect(result.macroF1).toBeCloseTo((6 / 7 + 0) / 2, 9);
  });
});
