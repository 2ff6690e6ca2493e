import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SketchIndex } from './sketch-index.ts';

const [MOST, HASHES, LOOKED_UP] = [12, 6, 4];

it('finds the places that share one of the first hashes, and no other, whatever was added and removed', () => {
  const sketch = fc
    .array(fc.nat(9), { minLength: HASHES, maxLength: HASHES })
    .map((values) => Uint32Array.from(values));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(sketch, fc.nat(MOST - 1)), { maxLength: 60, size: 'max' }),
      sketch,
      (steps, asked) => {
        const index = new SketchIndex(MOST, HASHES, LOOKED_UP);
        const all = new Uint32Array(MOST * HASHES);
        const kept: Uint32Array[] = [];
        for (const [one, at] of steps) {
          // As its user does: places are taken in order, and one that is taken is freed before it is used again.
          const place = kept.length < MOST ? kept.length : at;
          if (place < kept.length) index.remove(place, all);
          kept[place] = one;
          all.set(one, place * HASHES);
          index.add(place, all);
        }
        const shares = (one: Uint32Array): boolean =>
          one.subarray(0, LOOKED_UP).some((value, n) => value === asked[n]);
        const expected = kept.flatMap((one, place) => (shares(one) ? [place] : []));
        expect([...new Set(index.sharing(asked, all))].toSorted((a, b) => a - b)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
