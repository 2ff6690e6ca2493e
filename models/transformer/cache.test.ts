import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentAnswers, textKey } from './cache.ts';

describe('remembered answers', () => {
  it('are never more than allowed, and always the most recently used ones', () => {
    const step = fc.record({ key: fc.integer({ min: 0, max: 9 }), put: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 60 }), (most, steps) => {
        const recent = new RecentAnswers<number>(most);
        let model: { key: number; value: number }[] = []; // least recently used first
        let right = true;
        steps.forEach(({ key, put }, value) => {
          const known = model.find((one) => one.key === key);
          if (put) {
            recent.put(String(key), value);
            model = [...model.filter((one) => one.key !== key), { key, value }].slice(-most);
          } else {
            right &&= recent.get(String(key)) === known?.value;
            if (known) model = [...model.filter((one) => one.key !== key), known];
          }
          right &&= recent.size === model.length;
        });
        expect(right).toBe(true);
      }),
    );
  });

  it('go by a hash that differs for every other text', () => {
    expect(textKey('good')).toHaveLength(43);
    expect(new Set(['good', 'Good', 'good ', ''].map(textKey)).size).toBe(4);
  });
});
