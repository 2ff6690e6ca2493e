import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createEnsemble } from '../ensemble.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { WorkspacePolicy } from '../policy.ts';
import { BrandVoice, LEAST_EXAMPLES } from './voice.ts';
import type { VoiceExamples } from './voice.ts';

vi.setConfig({ testTimeout: 60_000 });

const DRINKS = ['flat white', 'cortado', 'cold brew', 'filter coffee', 'espresso', 'oat latte', 'mocha'];
const MOMENTS = ['this morning', 'after lunch', 'on a rainy day', 'before the train', 'with a friend'];
const APPROVED = DRINKS.flatMap((drink) =>
  MOMENTS.map((moment) => `A ${drink} ${moment}: slow down, take a seat and let us pour one for you. ☕`),
);
const OTHERS = DRINKS.flatMap((drink) => [
  `LIMITED OFFER!!! ${drink} -50% only today #sale #deal #now BUY BUY BUY`,
  `who else hates queueing for a ${drink}?? worst service ever lol`,
]);
const examples: VoiceExamples = {
  approved: APPROVED,
  others: OTHERS,
  prefers: ['slow down'],
  avoids: ['cheap', 'deal'],
  maxKeywordShare: 0.2,
};
const voice = BrandVoice.of(examples)!;

describe('the brand’s voice', () => {
  it('fewer than 30 different examples are no voice', () => {
    expect(BrandVoice.of({ ...examples, approved: APPROVED.slice(0, LEAST_EXAMPLES - 1) })).toBeNull();
    expect(BrandVoice.of({ ...examples, approved: Array(50).fill(APPROVED[0]!) })).toBeNull();
  });

  it('0.7 means: nine of ten approved posts reach it, judged by the others', () => {
    const apart = APPROVED.map((text) => {
      const rest = BrandVoice.of({ ...examples, approved: APPROVED.filter((one) => one !== text) })!;
      return rest.score(text).score;
    });
    const reached = apart.filter((score) => score >= 0.7).length / apart.length;
    expect(reached).toBeGreaterThanOrEqual(0.75);
    expect(reached).toBeLessThanOrEqual(1);
  });

  it.each(OTHERS.slice(0, 6))('"%s" is not ours', (text) =>
    expect(voice.score(text).score).toBeLessThan(0.7),
  );

  it('an unseen text in the voice is ours; an avoided word and shouting cost', () => {
    const good = 'A cold brew this rainy morning: slow down, take a seat and let us pour one for you. ☕';
    const { score } = voice.score(good);
    expect(score).toBeGreaterThan(0.7);
    expect(voice.score(good.replace('rainy', 'cheap')).score).toBeLessThan(score);
    expect(voice.score(good.toUpperCase()).score).toBeLessThan(score);
    expect(voice.score(`${good}!!! #now #deal`).oddest.deviations).toBeGreaterThan(1);
  });

  it('is always a number from 0 to 1, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { score } = voice.score(text);
        expect(score >= 0 && score <= 1).toBe(true);
      }),
    );
  });
});

describe('the gate with a voice', () => {
  const gate = createEnsemble();
  const judge = (text: string, policy: WorkspacePolicy) =>
    gate.check({
      text,
      context: { account: 'x:1', target: '1', media: [], language: 'en', inboundText: null },
      workspacePolicy: policy,
      network: 'x',
    });
  const policy: WorkspacePolicy = {
    ...DEFAULT_POLICY,
    voice: {
      approved: APPROVED,
      others: OTHERS,
      prefers: ['slow down'],
      avoids: ['cheap'],
      maxKeywordShare: 0.2,
    },
  };

  it('a text in the voice passes, another is flagged, and without a voice it waits unless that was accepted', async () => {
    expect((await judge(APPROVED[3]!, policy)).scores.brand).toBeGreaterThan(0.7);
    const other = await judge('Buy now, everything must go, huge discount', policy);
    expect(other).toMatchObject({ flagged: true });
    expect(other.reasons).toContain('brand_under_threshold');
    expect((await judge('Thank you!', DEFAULT_POLICY)).reasons).toEqual(['brand_unscored']);
    const accepted = { ...DEFAULT_POLICY, acceptUnscoredBrand: true };
    expect((await judge('Thank you!', accepted)).decision).toBe('pass');
  });
});
