import { expect, it } from 'vitest';
import { lately, recently } from './recent.ts';

it('a text is read once while it is among the last ones, and again when it is not', () => {
  const made: string[] = [];
  const read = recently((text) => (made.push(text), { text }));
  const first = read('first');
  expect(read('first')).toBe(first);
  for (let n = 0; n < 64; n++) read(`text ${n}`);
  expect(read('first')).toEqual(first);
  expect(made.filter((text) => text === 'first')).toHaveLength(2);
});

it('long texts are not kept', () => {
  const read = recently((text) => ({ text }));
  const long = 'a'.repeat(3_000);
  expect(read(long)).not.toBe(read(long));
});

it('of an object is made once while it is among the last ones, and never what belongs to another', () => {
  const made: object[] = [];
  const read = lately((of: { readonly n: number }) => (made.push(of), { of: of.n }));
  const objects = Array.from({ length: 20 }, (_, n) => ({ n }));
  for (const of of [...objects, ...objects.slice(15), objects[0]!]) expect(read(of)).toEqual({ of: of.n });
  expect(made).toHaveLength(21);
});
