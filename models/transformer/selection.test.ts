import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { THRESHOLDS, worthASecondLook } from './selection.ts';

const clear = { confidence: 0.9, reach: 120, urgency: 0.05 };

describe('which texts are worth a second look', () => {
  it.each([
    ['a clear text of an ordinary author', {}, null],
    ['an unclear one', { confidence: 0.49 }, 'low_confidence'],
    ['one exactly at the line', { confidence: THRESHOLDS.confidence }, null],
    ['one of somebody with many readers', { reach: 10_000 }, 'wide_reach'],
    ['one of somebody with almost as many', { reach: 9_999 }, null],
    ['one whose author’s readers nobody counted', { reach: null }, null],
    ['an urgent one', { urgency: 0.5 }, 'urgent'],
    ['one that is all three, for the first reason', { confidence: 0.1, reach: 1e6, urgency: 1 }, 'urgent'],
  ])('%s', (_, seen, because) => {
    expect(worthASecondLook({ ...clear, ...seen })).toBe(because);
  });

  it('always says yes to more doubt, reach or urgency where it says yes to less', () => {
    const seen = fc.record({
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      reach: fc.nat(100_000),
      urgency: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(seen, seen, (a, b) => {
        const worse = {
          confidence: Math.min(a.confidence, b.confidence),
          reach: Math.max(a.reach, b.reach),
          urgency: Math.max(a.urgency, b.urgency),
        };
        expect(worthASecondLook(a) !== null && worthASecondLook(worse) === null).toBe(false);
      }),
    );
  });
});
