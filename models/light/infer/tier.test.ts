import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FeatureScanner } from '../features/scanner.ts';
import { DEFAULT_WEIGHTS } from '../default.ts';
import { loadTier, tierOf } from './tier.ts';

vi.setConfig({ testTimeout: 60_000 });

const fresh = loadTier(DEFAULT_WEIGHTS);
const keeping = loadTier(DEFAULT_WEIGHTS);
keeping.keep(3);
const names = fresh.heads.map((head) => head.name);

describe('the light tier', () => {
  it('always: the same answers with and without what it remembers, for any order of texts and heads', () => {
    const asked = fc.array(
      fc.tuple(
        fc.constantFrom('a', 'not good', 'so happy today 😂', 'WINNER!! call now', 'où est ma commande'),
        fc.subarray(names, { minLength: 1 }),
      ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(asked, (all) => {
        for (const [text, heads] of all) {
          for (const tier of [fresh, keeping]) {
            tier.use(heads);
            tier.read(text);
          }
          for (const head of heads) {
            expect([...keeping.probabilities(head)]).toEqual([...fresh.probabilities(head)]);
          }
        }
      }),
    );
  });

  it('scans a text once, whoever asks', () => {
    const scan = vi.spyOn(FeatureScanner.prototype, 'scan');
    keeping.use(names);
    for (const text of ['one', 'two', 'one', 'two', 'one']) keeping.read(text);
    expect(scan).toHaveBeenCalledTimes(2);
    keeping.read('three');
    keeping.read('four');
    keeping.read('one');
    expect(scan).toHaveBeenCalledTimes(5);
    scan.mockRestore();
  });

  it('refuses a head that it does not have, each time', () => {
    const wrong = ['mood'];
    expect(() => fresh.use(wrong)).toThrow(/no head "mood"/);
    expect(() => fresh.use(wrong)).toThrow(/no head "mood"/);
  });

  it('reads the same from bytes as from the file', () => {
    const other = tierOf(readFileSync(DEFAULT_WEIGHTS));
    expect(other.modelVersion).toBe(fresh.modelVersion);
    other.read('great');
    fresh.use(names);
    fresh.read('great');
    for (const name of names) expect([...other.probabilities(name)]).toEqual([...fresh.probabilities(name)]);
  });
});
