import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineModels } from '../../../models/baseline.ts';
import { classificationRecord, sentimentRecord } from '../../../models/records.ts';
import type { SafetyCheckedData } from '../../../topics/events.ts';
import { engagement, verdict } from '../testing.ts';
import { holdReasons, LEAST_CONFIDENCE } from './policy.ts';

const HASH = 'a'.repeat(64);

function checked(sentiment: number, kind: number): SafetyCheckedData {
  return {
    draftId: 'd',
    draftVersion: 1,
    engagement: engagement(),
    draft: {
      text: 'Thank you!',
      tone: 'appreciative',
      templateId: null,
      contentHash: HASH,
      modelVersion: 't',
      disclosures: [],
    },
    verdict: verdict(HASH),
    classification: {
      kind: 'praise',
      kindProbabilities: { praise: kind, other: Math.min(kind, 1 - kind) },
      urgency: 'low',
      urgencyScore: 0,
      urgencyFactors: [],
      spam: false,
      spamScore: 0,
      language: 'en',
      modelVersion: 't',
    },
    sentiment: { label: 'positive', score: 0.5, confidence: sentiment, probabilities: {}, modelVersion: 't' },
  };
}

/** As the models read it: what somebody wrote, with a draft that passed. */
function reading(text: string): SafetyCheckedData {
  const classification = baselineModels.classifier.classify({
    text,
    network: 'x',
    engagementKind: 'mention',
    mentionsBrand: true,
  });
  const sentiment = baselineModels.sentiment.read(text, classification.language);
  return {
    ...checked(1, 1),
    classification: classificationRecord(classification),
    sentiment: sentimentRecord(sentiment),
  };
}

describe('which drafts go out without a person', () => {
  it.each([
    ['en', false],
    ['ja', true],
    ['und', true],
  ])('a message in %s, whose urgency can be read or not: waits for that %s', (language, waits) => {
    const { classification, ...rest } = checked(0.9, 0.9);
    const said = { ...rest, classification: classification && { ...classification, language } };
    expect(holdReasons(said).includes('urgency_unread')).toBe(waits);
  });

  it.each([
    ['negative', 'normal', true],
    ['negative', 'low', false],
    ['positive', 'normal', false],
  ] as const)('who is %s, and it is %s urgent: waits for a person %s', (label, urgency, waits) => {
    const { classification, sentiment, ...rest } = checked(0.9, 0.9);
    const said = {
      ...rest,
      classification: classification && { ...classification, urgency },
      sentiment: sentiment && { ...sentiment, label, score: -0.5 },
    };
    expect(holdReasons(said).includes('perhaps_urgent')).toBe(waits);
  });

  it.each([
    [0.5, 0.5, []],
    [0.49, 0.9, ['low_confidence']],
    [0.9, 0.49, ['low_confidence']],
    [0.49, 0.49, ['low_confidence']],
    [Number.NaN, 0.9, ['low_confidence']],
  ])('sentiment %d sure, kind %d sure: %j', (sentiment, kind, reasons) =>
    expect(holdReasons(checked(sentiment, kind))).toEqual(reasons),
  );

  it('never one with an unsure label, however sure the other is', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (sentiment, kind) => {
        const unsure = sentiment < LEAST_CONFIDENCE.sentiment || kind < LEAST_CONFIDENCE.kind;
        expect(holdReasons(checked(sentiment, kind)).includes('low_confidence')).toBe(unsure);
      }),
    );
  });

  it.each([
    '@acmecoffee I love your coffee, best in town, thank you!',
    'Just had the best cortado of my life at your Mill Lane shop, thank you so much!',
    'Love love LOVE the refill scheme!! Saved 14 cups this month',
  ])('clear praise does: "%s"', (text) => expect(holdReasons(reading(text))).toEqual([]));

  it.each([
    'Well done on publishing what you pay farmers. Other roasters should copy that.',
    "great, my order is 'on its way' for the third week #loveit",
  ])('what may be meant otherwise does not: "%s"', (text) =>
    expect(holdReasons(reading(text))).toContain('low_confidence'),
  );
});
