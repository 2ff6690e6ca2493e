import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBlock } from './native.ts';

/** Reads back blocks of one String column: the smallest reader that the format's page describes. */
function readStrings(block: Buffer): readonly string[] {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 0x80) {
      const byte = block[at++] as number;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  const text = (): string => {
    const size = varint();
    return block.toString('utf8', at, (at += size));
  };
  const columns = varint();
  const rows = varint();
  expect([columns, text(), text()]).toEqual([1, 'a', 'String']);
  const values = Array.from({ length: rows }, text);
  expect(at).toBe(block.length);
  return values;
}

const columns = { a: { type: 'String', comment: 'x' } } as const;

describe('a block in Native format', () => {
  it('holds every string as it was, short or long, of any script', () => {
    const strings = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 100 }),
        fc.string({ unit: 'grapheme', minLength: 35, maxLength: 50 }),
      ),
    );
    fc.assert(
      fc.property(strings, (list) => {
        const read = readStrings(
          encodeBlock(
            columns,
            list.map((a) => ({ a })),
          ),
        );
        expect(read).toEqual(list.map((text) => text.toWellFormed()));
      }),
    );
  });

  it('names the column whose value does not fit', () => {
    const number = { n: { type: 'UInt64', comment: 'x' } } as const;
    expect(() => encodeBlock(number, [{ n: 2 ** 60 }])).toThrow('column n (UInt64)');
    expect(() => encodeBlock(columns, [{ b: 'x' }])).toThrow('column a (String): the row lacks the column');
  });
});
