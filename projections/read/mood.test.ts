import { describe, expect, it } from 'vitest';
import { spikeOf } from './mood.ts';
import { spikeWords } from './spike-words.ts';

const buckets = (...negatives: number[]) =>
  negatives.map((negative, n) => ({ at: n * 3_600_000, negative, neutral: 3, positive: 3 }));

describe('a spike', () => {
  it('is the bucket with far more negative messages than the others', () => {
    expect(spikeOf(buckets(1, 2, 1, 14, 2, 1))).toBe(3 * 3_600_000);
  });

  it('is not seen in ordinary ups and downs, in a handful, or in nothing', () => {
    expect(spikeOf(buckets(10, 12, 9, 13, 11))).toBeNull();
    expect(spikeOf(buckets(0, 0, 4, 0))).toBeNull();
    expect(spikeOf([])).toBeNull();
  });
});

describe('the words behind it', () => {
  it('are those that stand out, not those that everybody uses, and never a name', () => {
    const here = Array.from({ length: 10 }, (_, n) => `@acme the delivery van is late again ${n}`);
    const elsewhere = Array.from({ length: 200 }, (_, n) => `@acme the coffee is cold ${n}`);
    const words = spikeWords(here, elsewhere).map((one) => one.words);
    expect(words).toContain('delivery van');
    expect(words).not.toContain('the');
    expect(words.join(' ')).not.toContain('acme');
    expect(words.length).toBeLessThanOrEqual(8);
  });
});
