import { describe, expect, it } from 'vitest';
import { DEFAULT_CARD } from '../../models/light/default.ts';
import { lightSentimentReader } from '../../models/light/ports.ts';
import type { LightReader } from '../../models/light/infer/reader.ts';
import { DRIFT_HEADS, DRIFT_SQL, driftOf, SENTIMENT_DOUBT } from './drift.ts';
import { distributionOf, readModelCard, type CardHead } from './model-cards.ts';

const card = readModelCard(DEFAULT_CARD);
const LOW = [300, 250, 180, 100, 60, 40, 30, 20, 15, 5];
const rowsOf = (head: string, name: string, counts: readonly number[]) =>
  counts.map((messages, bin) => ({ head, class: name, bin, messages }));
/** The card of one head, with these facts. */
const cardWith = (name: string, facts: Partial<CardHead>) => ({
  ...card,
  heads: card.heads.filter((head) => head.name === name).map((head) => ({ ...head, ...facts })),
});

describe('the drift of a head', () => {
  const toxic = cardWith('toxic', { distribution: { no: LOW.toReversed(), yes: LOW } });

  it('is small while scores look like those of the card', () => {
    const [drift] = driftOf(toxic, [...rowsOf('toxic', 'yes', LOW), ...rowsOf('toxic', '', LOW)]);
    expect(drift).toMatchObject({ head: 'toxic', messages: 1_000, alert: false, basis: 'distribution' });
    expect(drift?.psi).toBeCloseTo(0, 6);
    expect(drift?.parts.map((part) => part.class)).toEqual(['yes']); // `no` is its mirror
  });

  it('alerts when scores have shifted, and names the shares of both sides', () => {
    const shifted = [0, 0, 0, ...LOW.slice(0, 7)];
    const [drift] = driftOf(toxic, [...rowsOf('toxic', 'yes', shifted), ...rowsOf('toxic', '', LOW)]);
    expect(drift?.alert).toBe(true);
    expect(drift?.psi).toBeGreaterThan(0.2);
    expect(drift?.parts[0]?.expected[0]).toBeCloseTo(0.3, 6);
    expect(drift?.parts[0]?.actual[0]).toBe(0);
  });

  it('of several classes is that of the class that moved most', () => {
    const emotion = cardWith('emotion', {
      distribution: { anger: LOW, joy: LOW, optimism: LOW, sadness: LOW },
    });
    const [drift] = driftOf(emotion, [
      ...rowsOf('emotion', '', LOW),
      ...rowsOf('emotion', 'anger', LOW.toReversed()),
      ...['joy', 'optimism', 'sadness'].flatMap((name) => rowsOf('emotion', name, LOW)),
    ]);
    expect(drift?.alert).toBe(true);
    const moved = drift?.parts.filter((part) => part.psi > 0.2).map((part) => part.class);
    expect(moved).toEqual(['anger']);
  });

  it('without distributions is that of how sure the answers are, from the reliability bars', () => {
    const irony = cardWith('irony', { distribution: undefined });
    const bars = irony.heads[0]?.reliability.map(({ count }) => count) ?? [];
    const [same] = driftOf(irony, rowsOf('irony', '', bars));
    expect(same).toMatchObject({ basis: 'reliability', alert: false });
    expect(same?.psi).toBeCloseTo(0, 6);
    const [surer] = driftOf(
      irony,
      rowsOf(
        'irony',
        '',
        bars.toSorted((a, b) => a - b),
      ),
    );
    expect(surer?.alert).toBe(true);
  });

  it('says nothing on a handful of messages, or where the card has nothing to compare with', () => {
    expect(driftOf(toxic, rowsOf('toxic', '', [199]))[0]).toMatchObject({ psi: null, missing: 'too_few' });
    const bare = cardWith('toxic', { distribution: undefined, reliability: [] });
    expect(driftOf(bare, rowsOf('toxic', '', LOW))[0]).toMatchObject({ psi: null, missing: 'no_reference' });
  });
});

describe('the card of the models in use', () => {
  it('can be read, and has every head whose drift is measured, with a reference', () => {
    expect(driftOf(card, []).map(({ head }) => head)).toEqual(DRIFT_HEADS);
    expect(driftOf(card, []).every(({ missing }) => missing === 'too_few')).toBe(true);
  });

  it('of the safety gate is read into the same shape, and says only what it knows', () => {
    const gate = readModelCard(new URL('../../models/safety/bayes/weights.card.json', import.meta.url));
    expect(gate.heads.map(({ name }) => name)).toEqual(['safety toxicity', 'safety hate']);
    expect(gate.heads.every(({ data, scores }) => data.length > 2 && scores.length > 2)).toBe(true);
    expect(driftOf(gate, [])).toEqual([]);
  });

  it('may say distributions by class, in the order of the classes, or of the last class', () => {
    const classes = ['no', 'yes'];
    const bins = [...LOW];
    expect(distributionOf({ classes, distribution: { yes: bins } })).toEqual({ yes: bins });
    expect(distributionOf({ classes, distribution: [bins, bins] })).toEqual({ no: bins, yes: bins });
    expect(distributionOf({ classes, distribution: bins })).toEqual({ yes: bins });
    expect(distributionOf({ classes, distribution: undefined })).toEqual({});
  });
});

describe('the probabilities of a week', () => {
  it('give back the doubt that irony put on sentiment: what the head said comes out again', () => {
    const head = { negative: 0.7, neutral: 0.2, positive: 0.1 };
    for (const irony of [0.1, 0.5, 0.8, 1]) {
      const reading = { sentiment: { probabilities: head }, irony: { probabilities: { yes: irony } } };
      const light = { heads: () => () => ({ heads: reading, modelVersion: 'light-1' }) };
      const reader = lightSentimentReader(light as unknown as LightReader, { read: () => fail() });
      const { probabilities } = reader.read('Great, late again', 'en');
      const doubt = SENTIMENT_DOUBT * Math.max(0, 2 * irony - 1);
      for (const [name, p] of Object.entries(head))
        expect((probabilities[name as keyof typeof head] - doubt / 3) / (1 - doubt)).toBeCloseTo(p, 9);
    }
  });

  it('are of one workspace for people, and of all for metrics', () => {
    expect(DRIFT_SQL('db', true)).toContain(
      'tenant_id = {tenant:String} AND workspace_id = {workspace:String}',
    );
    expect(DRIFT_SQL('db', false)).not.toContain('tenant');
  });
});

function fail(): never {
  throw new Error('not asked');
}
