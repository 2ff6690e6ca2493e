import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeShort, rectangle } from './encode.ts';

/** One token a word, between 101 and 102. */
const encoder = {
  encode: (text: string) => ({ ids: [101, ...text.split(' ').filter(Boolean).map(Number), 102] }),
};

describe('token ids', () => {
  it('that are too many lose words at the end, and keep the model’s own tokens at both', () => {
    expect(encodeShort(encoder, '1 2 3', 8)).toEqual([101, 1, 2, 3, 102]);
    expect(encodeShort(encoder, '1 2 3 4 5 6 7', 5)).toEqual([101, 1, 2, 3, 102]);
    const bare = { encode: (text: string) => ({ ids: text.split(' ').filter(Boolean).map(Number) }) };
    expect(encodeShort(bare, '1 2 3 4', 3)).toEqual([1, 2, 3]);
  });

  it('are a rectangle whose mask tells every token from padding', () => {
    expect(rectangle([[5, 6, 7], [8]], 9)).toEqual({
      shape: [2, 3],
      inputIds: new BigInt64Array([5n, 6n, 7n, 8n, 9n, 9n]),
      attentionMask: new BigInt64Array([1n, 1n, 1n, 1n, 0n, 0n]),
    });
    const texts = fc.array(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(texts, fc.nat(1_000), (given, pad) => {
        const { shape, inputIds, attentionMask } = rectangle(given, pad);
        const back = given.map((_, row) =>
          [...inputIds.subarray(row * shape[1], (row + 1) * shape[1])]
            .filter((_id, column) => attentionMask[row * shape[1] + column] === 1n)
            .map(Number),
        );
        expect(back).toEqual(given);
      }),
    );
  });
});
