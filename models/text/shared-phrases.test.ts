import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold } from './fold.ts';
import { findUndone, flatten, PhraseMatcher } from './phrases.ts';
import { skeleton } from './skeleton.ts';

/** Lists whose phrases share beginnings and repeat letters, one with a longer phrase than the others. */
const LISTS = [
  [
    ['hell', 'hello you'],
    ['he*', 'al'],
  ],
  [
    ['all', 'hello'],
    ['a ll', 'you*'],
  ],
  [['heal all of you and a hell of a lot more'], ['l', 'lo*']],
  // Behind a `*`, the order of the letters that one list has first and the other last.
  [['yell'], ['bell']],
  [['bell'], ['yell']],
] as const;
const SHARED = LISTS.map((list) => new PhraseMatcher(list, { shared: true }));
const ALONE = LISTS.map((list) => new PhraseMatcher(list));

it('a shared matcher finds what it would find alone, in the same order', () => {
  const pieces = [
    'h',
    'e',
    'l',
    'll',
    'o',
    'a',
    'you',
    'hello',
    ' ',
    ' ',
    '.',
    '*',
    '1',
    '3',
    '!',
    '\u200b',
    '😀',
    'е',
  ];
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const folded = fold(text);
      const content = { flat: flatten(folded), skeleton: skeleton(folded) };
      for (const [index, shared] of SHARED.entries()) {
        const alone = ALONE[index]!;
        expect(shared.find(content.flat)).toEqual(alone.find(content.flat));
        expect(shared.find(content.skeleton)).toEqual(alone.find(content.skeleton));
        expect(findUndone(content, shared)).toEqual(findUndone(content, alone));
      }
    }),
    { numRuns: 2_000 },
  );
});
