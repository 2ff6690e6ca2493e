import fc from 'fast-check';
import { expect, it } from 'vitest';
import { styleOf } from './features.ts';

it('counts signs as the patterns do that say what they are', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    'É',
    ' ',
    '.',
    '..',
    '!',
    '?',
    '…',
    '。',
    '#',
    '😀',
    '©',
    '\ud83d',
    '9',
    '＃',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const style = styleOf(text);
      const words = Math.expm1(style.words) < 0.5 ? 1 : Math.round(Math.expm1(style.words));
      const found = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
      expect(style.words_per_sentence).toBe(Math.log1p(words / Math.max(1, found(/[.!?…。！？]+/g))));
      expect(style.emoji_per_word).toBe(found(/\p{Extended_Pictographic}/gu) / words);
      expect(style.hashtags).toBe(found(/#/g) / words);
      expect(style.exclamations).toBe(found(/!/g) / words);
      expect(style.questions).toBe(found(/\?/g) / words);
      expect(style.capitals).toBe(found(/\p{Lu}/gu) / Math.max(1, text.length));
    }),
  );
});
