import { describe, expect, it } from 'vitest';
import { labelsSaid, labelVersionOf, labelViews, type Correction } from './labels.ts';

const said = labelsSaid(
  { kind: 'other', urgency: 'normal', spam: false, language: 'en', modelVersion: 'light-1' },
  { label: 'neutral', modelVersion: 'light-1' },
  {
    emotion: 'anger',
    emotionProbabilities: {},
    irony: 0.45,
    offensive: 0.38,
    hate: 0.9,
    toxic: 0.1,
    thresholds: { irony: 0.45, offensive: 0.39, toxic: 0.5 },
    modelVersion: 'light-2',
  },
);
const correction = (label: string, streamVersion = 1): Correction => ({
  engagementId: 'e1',
  conversationId: 'c1',
  head: 'sentiment',
  label,
  previousLabel: 'neutral',
  modelLabel: 'neutral',
  modelVersion: 'light-1',
  unselected: false,
  actor: 'member:7',
  at: 1_790_000_000_000,
  streamVersion,
});
const sentimentOf = (corrections: Parameters<typeof labelViews>[1]) =>
  labelViews(said, corrections).find(({ head }) => head === 'sentiment');

describe('the labels of an engagement', () => {
  it('are the model’s until a person corrects one; then it says who, when, and what it was', () => {
    expect(sentimentOf({})).toMatchObject({ label: 'neutral', correctedBy: null });
    expect(sentimentOf({ sentiment: correction('negative') })).toEqual({
      head: 'sentiment',
      label: 'negative',
      modelLabel: 'neutral',
      modelVersion: 'light-1',
      correctedBy: 'member:7',
      correctedAt: '2026-09-21T14:13:20.000Z',
    });
  });

  it('are the model’s again when the correction was taken back', () => {
    expect(sentimentOf({ sentiment: correction('neutral', 2) })).toMatchObject({
      label: 'neutral',
      correctedBy: null,
    });
    expect(labelVersionOf({ sentiment: correction('neutral', 2) })).toBe(2);
  });

  it('are those of a second look too: what was taken back before it stays taken back', () => {
    const refined = labelsSaid(null, { label: 'positive', modelVersion: 'transformer-1' }, null);
    const shown = (given: Correction) => labelViews(refined, { sentiment: given })[0];
    expect(shown(correction('neutral', 2))).toMatchObject({ label: 'positive', correctedBy: null });
    expect(shown(correction('negative'))).toMatchObject({ label: 'negative', modelLabel: 'positive' });
    expect(shown(correction('positive'))).toMatchObject({ label: 'positive', correctedBy: null });
  });

  it('are only of heads that a model has read', () => {
    expect(labelViews(labelsSaid(null, null, null), { sentiment: correction('negative') })).toEqual([]);
    expect(labelViews(said, {}).map(({ head }) => head)).toEqual([
      'sentiment',
      'kind',
      'urgency',
      'spam',
      'language',
      'emotion',
      'irony',
      'offensive',
      'toxic', // hate has no threshold here: nobody said what counts as yes
    ]);
    expect(labelViews(labelsSaid(null, null, null), {})).toEqual([]);
  });

  it('of the tone are yes from their threshold on, by the model that read the tone', () => {
    const views = new Map(labelViews(said, {}).map((view) => [view.head, view]));
    expect([views.get('irony')?.label, views.get('offensive')?.label]).toEqual(['yes', 'no']);
    expect(views.get('emotion')).toMatchObject({ label: 'anger', modelVersion: 'light-2' });
  });
});
