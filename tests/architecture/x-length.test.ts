import { describe, expect, it } from 'vitest';
import { hasConformance, readConformance } from '../../models/entities/conformance.ts';
import { X_TEXT } from '../../platforms/x/text.ts';

/** Cases that we count in another way on purpose: our count and why. */
const DELIBERATE: Readonly<Record<string, { readonly ours: number; readonly why: string }>> = {
  'Handle long url with invalid domain labels and short url': {
    ours: 12_076,
    why: 'a text far beyond any post is as long as it is: finding its addresses takes time with its square',
  },
};

describe("X's counting", () => {
  it("passes twitter-text's weighted lengths, with emoji as one", (test) => {
    if (!hasConformance())
      test.skip('twitter-text-conformance is absent (SIGNALPOST_DATA_DIR names its folder)');
    const cases = readConformance('validate.yml').get('WeightedTweetsWithDiscountedEmojiCounterTest') ?? [];
    expect(cases.length).toBeGreaterThan(10);
    const wrong = cases
      .map(({ description, text, expected }) => ({
        description,
        counted: X_TEXT.count(text, ''),
        expected: DELIBERATE[description]?.ours ?? (expected as { weightedLength: number }).weightedLength,
      }))
      .filter(({ counted, expected }) => counted !== expected);
    expect(wrong).toEqual([]);
  });
});
