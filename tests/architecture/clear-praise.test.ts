/** The models in use are sure of the praise that flow tests take to be answered without a person. */
import { expect, it } from 'vitest';
import { baselineModels } from '../../models/baseline.ts';
import { CLEAR_PRAISE } from '../support/clear-praise.ts';

it.each(CLEAR_PRAISE.map(({ text }) => text))('no model doubts: %s', (praise) => {
  const text = `@acmecoffee ${praise}`;
  const { kind, kindProbabilities, urgency, spam, language } = baselineModels.classifier.classify({
    text,
    network: 'x',
    engagementKind: 'mention',
    authorFollowers: 12,
    mentionsBrand: true,
  });
  const { label, confidence } = baselineModels.sentiment.read(text, language);
  expect({ kind, urgency, spam, language, label }).toEqual({
    kind: 'praise',
    urgency: 'low',
    spam: false,
    language: 'en',
    label: 'positive',
  });
  // Well above what the reply policy asks for, so that a small change of weights moves no flow test.
  expect(Math.min(confidence, kindProbabilities.praise)).toBeGreaterThan(0.6);
});
