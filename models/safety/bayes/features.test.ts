import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BUCKETS, featuresOf } from './features.ts';
import { tokenHash } from './hash.ts';

it('are the buckets of the words that are no masks, and of their pairs', () => {
  const word = fc.oneof(
    fc.constantFrom('user', 'http', 'amp', 'usher', '', 'you', 'idiot'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (parts) => {
      const text = parts.join(' ');
      const words = text
        .split(' ')
        .filter((one) => one !== '' && !['auser', 'user', 'http', 'url', 'rt', 'amp'].includes(one));
      const pairs = words.slice(1).map((one, index) => `${words[index]} ${one}`);
      const buckets = new Set([...words, ...pairs].map((token) => tokenHash(token) & (BUCKETS - 1)));
      const found = featuresOf(text);
      expect(found).toHaveLength(buckets.size);
      expect(new Set(found)).toEqual(buckets);
    }),
  );
});
