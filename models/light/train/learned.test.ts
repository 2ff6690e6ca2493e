import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moods, trainedSentiment } from '../testing.ts';
import { decodeLearned, encodeLearned, isKeptApart } from './learned.ts';

const SHA = '0123456789abcdef'.repeat(4);

describe('the list of learned texts', () => {
  it('property: knows every text it was made of and copies of them, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const file = encodeLearned(SHA, texts);
        expect(encodeLearned(SHA, texts.toReversed()).equals(file)).toBe(true);
        const learned = decodeLearned(file, SHA);
        expect(texts.filter((text) => !learned(text))).toEqual([]);
      }),
    );
  });

  it('takes a text for known without regard to case, links, names and marks, and no other', () => {
    const learned = decodeLearned(encodeLearned(SHA, ['The coffee is cold, @acme!']), SHA);
    expect(learned('the coffee is COLD https://acme.example/1')).toBe(true);
    expect(learned('the coffee is hot')).toBe(false);
  });

  it('refuses a list of other weights, and what is no list', () => {
    const file = encodeLearned(SHA, ['a']);
    expect(() => decodeLearned(file, 'f'.repeat(64))).toThrow(/about other weights/);
    expect(() => decodeLearned(file.subarray(0, -1), SHA)).toThrow(/not a list/);
    expect(() => decodeLearned(Buffer.from('{}'), SHA)).toThrow(/not a list/);
  });

  it('keeps one text in four apart for comparison, with all its copies', () => {
    const texts = Array.from({ length: 2_000 }, (_, n) => `the coffee number ${n} is ${n % 7} times as good`);
    const share = texts.filter(isKeptApart).length / texts.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
    for (const text of texts) expect(isKeptApart(`@acme ${text.toUpperCase()}!`)).toBe(isKeptApart(text));
  });

  it('comes from training, with all that was learned from', () => {
    const { learned, card } = trainedSentiment('acme');
    const knows = decodeLearned(learned, card.sha256);
    expect(moods('berlin').every(({ text }) => knows(text))).toBe(true);
    expect(moods('paris').some(({ text }) => knows(text))).toBe(false);
  });
});
