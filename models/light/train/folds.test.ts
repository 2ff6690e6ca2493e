import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldsOf } from './folds.ts';

describe('parts of the cross-validation', () => {
  it('copies that differ in masks, case and signs, and near copies, are in one part', () => {
    const texts = [
      'Great coffee at the station today',
      'great coffee at the station today!!! @someone https://shop.example/x',
      'Great coffee at the station yesterday',
    ];
    for (let folds = 2; folds < 40; folds++) expect(new Set(foldsOf(texts, folds)).size).toBe(1);
  });

  it('what shares few words, or is short, is spread', () => {
    const texts = Array.from({ length: 400 }, (_, i) => `word${i} other${i * 7} good day`);
    const counts = [0, 0, 0, 0];
    for (const part of foldsOf(texts, 4)) counts[part]!++;
    for (const count of counts) expect(count).toBeGreaterThan(50);
  });

  it('always: one key, one part; a text set apart takes its near copies with it', () => {
    const texts = fc.array(
      fc.lorem({ maxCount: 6 }).map((text) => `${text} ${text.length}`),
      { minLength: 4, maxLength: 30 },
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 6 }), (some, folds) => {
        const all = [...some, `${some[0]!}!`];
        const keys = new Map([
          [1, 'template'],
          [2, 'template'],
        ]);
        const parts = foldsOf(all, folds, keys, new Set([0]));
        expect(parts[1]).toBe(parts[2]);
        expect(parts[0]).toBe(folds);
        expect(parts.at(-1)).toBe(folds);
        expect(foldsOf(all, folds, keys, new Set([0]))).toEqual(parts);
      }),
    );
  });
});
