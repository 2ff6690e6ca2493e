import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forget, replay, spanOf, withoutPart } from './log.ts';

const of = (text: string) => {
  const known = new Map<string, string>();
  return { readable: replay(Buffer.from(text), known), known };
};

describe('names of parts', () => {
  it('hold partition and blocks, also after a mutation; other folders are none', () => {
    expect(spanOf('all_3_7_2')).toEqual({ partition: 'all', first: 3n, last: 7n });
    expect(spanOf('202601_3_3_0_9')).toEqual({ partition: '202601', first: 3n, last: 3n });
    for (const name of ['tmp_insert_all_3_3_0', 'delete_tmp_all_3_3_0', 'detached', 'broken_all_1_1_0_x'])
      expect(spanOf(name)).toBeNull();
  });
});

describe('a deduplication log', () => {
  it('tells which blocks are known', () => {
    const { known, readable } = of('1\tall_1_1_0\ta\n1\tall_2_2_0\tb\n2\tall_1_1_0\ta\n');
    expect([...known]).toEqual([['b', 'all_2_2_0']]);
    expect(readable).toBe(42);
  });

  it('is readable up to the first line that is cut off or of another form', () => {
    const whole = '1\tall_1_1_0\ta\n';
    for (const rest of ['1\tall_2_2', '\0\0\0\n', '3\tall_2_2_0\tb\n', '1\tnonsense\tb\n'])
      expect(of(`${whole}${rest}${whole}`)).toMatchObject({ readable: whole.length });
  });
});

describe('a known block without its part', () => {
  const known = new Map([
    ['merged', 'all_2_2_1'],
    ['own', 'all_5_5_0'],
    ['elsewhere', '202601_5_5_0'],
    ['gone', 'all_6_6_1'],
  ]);
  const directories = ['all_1_3_2', 'all_5_5_0_7', 'tmp_insert_all_6_6_1', 'deduplication_logs'];

  it('is found; a part that was merged or mutated is there', () => {
    expect(withoutPart(known, directories).map(({ block }) => block)).toEqual(['elsewhere', 'gone']);
  });

  it('is never known any more after the lines that forget it, and every other block is', () => {
    const blocks = fc.uniqueArray(fc.nat({ max: 50 }), { maxLength: 30 });
    fc.assert(
      fc.property(blocks, blocks, (written, kept) => {
        const log = written.map((n) => `1\tall_${n}_${n}_0\tblock${n}\n`).join('');
        const there = kept.map((n) => `all_${n}_${n}_0`);
        const after = of(log + forget(withoutPart(of(log).known, there)));
        expect([...after.known.keys()]).toEqual(
          written.filter((n) => kept.includes(n)).map((n) => `block${n}`),
        );
      }),
    );
  });
});
