import { describe, expect, it } from 'vitest';
import { sortFacts } from './facts.ts';

describe('what a step went by', () => {
  it('shows what the text names in its own words, one line a kind', () => {
    const text = 'my Cold Brew from @acmecoffee #late #cold';
    const { plain } = sortFacts(
      {
        entities: [
          { kind: 'product', start: 3, end: 12 },
          { kind: 'mention', start: 18, end: 29 },
          { kind: 'hashtag', start: 30, end: 35 },
          { kind: 'hashtag', start: 36, end: 41 },
          { kind: 'order_number', start: 90, end: 99 },
        ],
      },
      text,
    );
    expect(plain.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Product: “Cold Brew”',
      'Mention: “@acmecoffee”',
      'Hashtag: “#late”, “#cold”',
    ]);
  });

  it('shows each factor of urgency with the words it was seen in', () => {
    const { clues } = sortFacts(
      { urgencyFactors: [{ factor: 'fire_or_gas', weight: 3.8, start: 0, end: 5 }] },
      'smoke!',
    );
    expect(clues).toEqual([{ words: 'Fire or gas “smoke”', weight: 3.8 }]);
  });
});
