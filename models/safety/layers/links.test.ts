import fc from 'fast-check';
import { expect, it } from 'vitest';
import twitter from 'twitter-text';
import { fold, withoutInvisible } from '../../text/fold.ts';
import { mayHaveLink } from './links.ts';

it('no run of a text that has no sign of a link is one', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      'example',
      '.',
      '. ',
      '..',
      ' ',
      '.\n',
      'com',
      'co',
      '/',
      'http',
      ':',
      '。',
      '．',
      '\u200b',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
      const { text } = withoutInvisible(fold(pieces.join('')));
      fc.pre(!mayHaveLink(text));
      for (const run of text.split(/\s/))
        expect(twitter.extractUrlsWithIndices(run, { extractUrlsWithoutProtocol: true })).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});
