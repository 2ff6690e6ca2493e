import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact, hashedTfIdf, Neighbours } from './embed.ts';
import type { Compact, EmbedderFor } from './embed.ts';
import { BrandVoice } from './voice.ts';

const POSTS = Array.from(
  { length: 40 },
  (_, n) => `Cup ${n} of the day: slow, sweet and warm, see you at the bar.`,
);

describe('hashed TF-IDF', () => {
  const embed = (text: string): Float32Array => hashedTfIdf(POSTS).embed(text);

  it('is of length 1, or nothing for a text without words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const squares = embed(text).reduce((sum, value) => sum + value * value, 0);
        expect(squares === 0 || Math.abs(squares - 1) < 1e-4).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('a word that only one post has tells more than one that all have', () => {
    const texts = [...POSTS, 'the bar has oranges'].map((text) => compact(embed(text)));
    const near = (text: string): number => new Neighbours(texts.slice(-1)).nearness(compact(embed(text)));
    expect(near('oranges')).toBeGreaterThan(near('the'));
  });
});

describe('neighbours', () => {
  it('nearness is the mean of the five nearest, without the one to skip', () => {
    const texts = [1, 0.9, 0.8, 0.7, 0.6, 0.1].map((value) => compact(Float32Array.of(value, 0)));
    const vector = compact(Float32Array.of(1, 0));
    expect(new Neighbours(texts).nearness(vector)).toBeCloseTo(0.8);
    expect(new Neighbours(texts).nearness(vector, 0)).toBeCloseTo(0.62);
    expect(new Neighbours([]).nearness(vector)).toBe(0);
  });

  it('is the same to the last bit as every product by itself', () => {
    const vectors = fc.array(
      fc
        .array(fc.constantFrom(0, 0, 0, 0.1, 0.3, 0.7), { minLength: 12, maxLength: 12 })
        .map((one) => Float32Array.from(one)),
      { maxLength: 9 },
    );
    const product = ({ at, values }: Compact, vector: Float32Array): number =>
      at.reduce((sum, bucket, i) => sum + values[i]! * vector[bucket]!, 0);
    fc.assert(
      fc.property(vectors, fc.option(fc.nat(9)), (all, skip) => {
        const [asked = new Float32Array(12), ...rest] = all;
        const texts = rest.map(compact);
        const best = texts
          .flatMap((text, index) => (index === skip ? [] : [product(text, asked)]))
          .sort((a, b) => b - a)
          .slice(0, 5);
        const mean = best.reduce((sum, one) => sum + one, 0) / Math.max(1, best.length);
        expect(new Neighbours(texts).nearness(compact(asked), skip)).toBe(mean);
      }),
    );
  });
});

describe('a voice with embeddings beside', () => {
  /** Knows one thing: whether a text speaks of rain. */
  const rain: EmbedderFor = () => ({
    name: 'rain',
    embed: (text) => (text.includes('rain') ? Float32Array.of(1, 0) : Float32Array.of(0, 1)),
  });
  const examples = { approved: POSTS, others: ['rain rain'], prefers: [], avoids: [], maxKeywordShare: 1 };

  it('both count: what one sees as foreign costs, what the other sees does, too', () => {
    const alone = BrandVoice.of(examples)!;
    const both = BrandVoice.of(examples, [rain])!;
    const similarity = (voice: BrandVoice, text: string) => voice.score(text).parts.similarity;
    const text = 'Cup 7 of the day in the rain: slow, sweet and warm, see you at the bar.';
    expect(similarity(both, text)).toBeLessThan(similarity(alone, text) - 0.4);
    expect(similarity(both, POSTS[3]!)).toBeGreaterThan(similarity(alone, POSTS[3]!));
    expect(similarity(both, 'something else entirely')).toBeLessThan(similarity(both, POSTS[3]!));
  });
});
