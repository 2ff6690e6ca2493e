import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf, partsOf, type TextSpan } from './spans.ts';

const shown = (text: string, spans: readonly TextSpan[]): string =>
  partsOf(text, spans)
    .map((part) => (part.spans.length === 0 ? part.text : `[${part.spans.join('+')}:${part.text}]`))
    .join('');
const at = (text: string, words: string): TextSpan => {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
};

describe('a text with marked spans', () => {
  it('is cut where spans begin and end, also where they overlap, touch, or are the same', () => {
    const text = 'click prize-claims.example now';
    expect(shown(text, [at(text, 'prize-claims.example'), at(text, 'claims.example now')])).toBe(
      'click [0:prize-][0+1:claims.example][1: now]',
    );
    expect(
      shown('abcd', [
        { start: 0, end: 2 },
        { start: 2, end: 4 },
        { start: 0, end: 2 },
      ]),
    ).toBe('[0+2:ab][1:cd]');
  });

  it('counts UTF-16 units: after emoji the right words are marked', () => {
    const text = '😍😍 Wir haben einen Eror 👩‍👩‍👧 gemacht';
    expect(shown(text, [at(text, 'Eror')])).toBe('😍😍 Wir haben einen [0:Eror] 👩‍👩‍👧 gemacht');
    // The same numbers as code points would mark "einen" and a blank.
    expect(text.slice(text.indexOf('Eror'), text.indexOf('Eror') + 4)).toBe('Eror');
  });

  it('never tears a character: half an emoji, a letter without its accent, one of a flag', () => {
    expect(shown('a👍🏽b', [{ start: 2, end: 3 }])).toBe('a[0:👍🏽]b');
    expect(shown('cafe\u0301!', [{ start: 3, end: 4 }])).toBe('caf[0:e\u0301]!');
    expect(shown('x🇩🇪y', [{ start: 3, end: 4 }])).toBe('x[0:🇩🇪]y');
  });

  it('reads from the right where the text does: places are of the text, not of the screen', () => {
    const text = 'شكراً لكم، زوروا prize.example اليوم';
    expect(shown(text, [at(text, 'prize.example')])).toBe('شكراً لكم، زوروا [0:prize.example] اليوم');
    expect(shown(text, [at(text, 'شكرا')])).toBe('[0:شكراً] لكم، زوروا prize.example اليوم');
  });

  it('leaves out what is no place in it, and ends with a text that was cut', () => {
    const spans = [
      { start: null, end: null },
      { start: 3, end: 3 },
      { start: 9, end: 12 },
      { start: -2, end: 2 },
    ];
    expect(shown('short', spans)).toBe('short');
    expect(shown('short', [{ start: 2, end: 99 }])).toBe('sh[0:ort]');
    expect(partsOf('', [{ start: 0, end: 1 }])).toEqual([]);
  });

  it('is always whole again, every span covers its units, and no character is cut', () => {
    const pieces = fc.array(fc.constantFrom('a', ' ', '😍', '👩‍👩‍👧', 'e\u0301', 'ش', '\ud83d', '🇩🇪', '\r\n'));
    const places = fc.array(fc.record({ start: fc.nat(40), end: fc.nat(40) }), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, places, (letters, spans) => {
        const text = letters.join('');
        const parts = partsOf(text, spans);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        const edges = new Set([...new Intl.Segmenter().segment(text)].map(({ index }) => index)).add(
          text.length,
        );
        let from = 0;
        for (const part of parts) {
          expect(edges.has(from)).toBe(true);
          for (const [index, { start, end }] of spans.entries()) {
            const inside = start < end && start < from + part.text.length && from < end;
            expect(!inside || part.spans.includes(index)).toBe(true);
          }
          from += part.text.length;
        }
      }),
    );
  });
});

describe('an excerpt', () => {
  it('begins shortly before the first mark, at a whole character, and keeps the marks in place', () => {
    const text = `${'😍'.repeat(60)} go to prize.example`;
    const found = excerptOf(text, [at(text, 'prize.example'), { start: null, end: null }]);
    expect(found.text.startsWith('…😍')).toBe(true);
    expect(shown(found.text, found.spans)).toContain(' go to [0:prize.example]');
    expect(found.text.length).toBeLessThan(text.length);
  });

  it('is the whole text where nothing is marked, or near its beginning', () => {
    expect(excerptOf('short text', []).text).toBe('short text');
    expect(excerptOf('short text', [{ start: 0, end: 5 }]).text).toBe('short text');
  });
});
