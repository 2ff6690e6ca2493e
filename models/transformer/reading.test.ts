import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingOf } from './reading.ts';

const meaning = { labels: ['positive', 'negative', 'neutral'], temperature: 1, modelVersion: 'm-1' } as const;

describe('a reading from outputs', () => {
  it('goes by the order of labels in the manifest', () => {
    const reading = readingOf([3, 0, 0], meaning);
    expect(reading).toMatchObject({ label: 'positive', modelVersion: 'm-1', evidence: [] });
    expect(reading.confidence).toBeCloseTo(Math.exp(3) / (Math.exp(3) + 2), 12);
    expect(readingOf([0, 9, 0], meaning).label).toBe('negative');
  });

  it('is less sure with a higher temperature, and of the same label', () => {
    const [cold, warm] = [1, 4].map((temperature) => readingOf([0, 2, 1], { ...meaning, temperature }));
    expect(warm?.label).toBe(cold?.label);
    expect(warm?.confidence).toBeLessThan(cold?.confidence ?? 0);
  });

  it('always has probabilities that sum to 1 and fit label, score and confidence', () => {
    const output = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(output, output, output), (outputs) => {
        const { label, score, confidence, probabilities } = readingOf(outputs, meaning);
        const { negative, neutral, positive } = probabilities;
        expect(negative + neutral + positive).toBeCloseTo(1, 9);
        expect(confidence).toBe(Math.max(negative, neutral, positive));
        expect(probabilities[label]).toBe(confidence);
        expect(score).toBe(positive - negative);
      }),
    );
  });
});
