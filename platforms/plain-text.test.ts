import fc from 'fast-check';
import { expect, it } from 'vitest';
import twitterText from 'twitter-text';
import { isPlainText } from './plain-text.ts';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('.', '. ', ' ', 'co', 'example.com', 'http://', 'localhost', '/', '@', '\n'),
  },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 5 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 0x260 }).map((unit) => String.fromCharCode(unit)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('©', '®', '\ufe0f', '\u20e3', '\u0301', '\r\n', '😀', '世', '\u200d'),
  },
);

it('a plain text is counted unit by unit, and has no address, whatever it is made of', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      fc.pre(isPlainText(text));
      expect([...segmenter.segment(text)]).toHaveLength(text.length);
      expect(twitterText.parseTweet(text).weightedLength).toBe(text.length);
      for (const extractUrlsWithoutProtocol of [true, false])
        expect(twitterText.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol })).toEqual([]);
    }),
    { numRuns: 5_000 },
  );
});

it('an answer is one, an address is none', () => {
  expect(isPlainText("Hi Zoë Müller, we're sorry. Our team is on it... Your Acme team")).toBe(true);
  for (const text of ['see example.com', 'a.b', '😀', 'cafe\u0301', '©', 'a\r\nb'])
    expect(isPlainText(text)).toBe(false);
});
