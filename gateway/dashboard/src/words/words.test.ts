import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATES, type EngagementSummary } from '../api/types.ts';
import { CODES, humanise, sentenceOf } from './codes.ts';
import { STATE_WORDS, standing } from './labels.ts';
import { ago, duration } from './time.ts';

describe('codes', () => {
  it('are never shown raw, also unknown ones', () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        const sentence = sentenceOf(code);
        expect(sentence.length).toBeGreaterThan(1);
        expect(Object.hasOwn(CODES, code) || !sentence.includes('_')).toBe(true);
      }),
    );
    expect(sentenceOf('some_new_reason')).toBe('Some new reason.');
    expect(humanise('kindProbabilities')).toBe('Kind probabilities');
  });
});

describe('where an engagement stands', () => {
  const engagement = {
    network: 'x',
    state: 'waiting',
    reply: { code: 'network_limit', waitingUntil: '2026-11-24T10:42:00', flagged: false },
  } as unknown as EngagementSummary;
  it('names the limit and when there is room', () => {
    const now = Date.parse('2026-11-24T10:40:00');
    expect(standing(engagement, now)).toBe('Waiting for X’s limit, next free 10:42');
    expect(standing(engagement, now + 600_000)).toBe('Waiting for X’s limit');
  });

  it('has a label and a sentence for every state', () => {
    for (const state of STATES) {
      expect(STATE_WORDS[state].label).not.toBe('');
      expect(standing({ ...engagement, state }, 0)).toMatch(/\w{3}/);
    }
  });
});

describe('times', () => {
  it('are short', () => {
    const now = Date.parse('2026-11-24T10:00:00Z');
    const past = (ms: number) => ago(new Date(now - ms).toISOString(), now);
    expect([past(5_000), past(240_000), past(7_200_000), past(172_800_000)]).toEqual([
      'now',
      '4 min',
      '2 h',
      '2 d',
    ]);
    expect(past(-5_000)).toBe('now'); // a network's clock may be ahead
    expect([duration(38), duration(1_240), duration(180_000)]).toEqual(['38 ms', '1.2 s', '3 min']);
  });
});
