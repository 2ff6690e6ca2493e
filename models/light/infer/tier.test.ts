import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FEATURE_HASH, FeatureScanner } from '../features/scanner.ts';
import { encodeWeights } from '../format/weights.ts';
import { probabilitiesOf } from '../train/calibrate.ts';
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

  it.each([
    [0.7, 1 / (1 + Math.exp(-2 * 0.5))],
    [0.2, 0.5],
    [-0.3, 1 / (1 + Math.exp(0.5))],
  ])('a cut at 0.2 has one half there and a slope on each side: logit %d is %d', (bias, expected) => {
    const head = {
      name: 'happy',
      kind: 'binary',
      classes: ['no', 'yes'],
      plane: 0,
      column: 0,
      scale: 1,
      bias: [bias],
      calibration: { kind: 'cut', at: 0.2, below: 1, above: 2 },
      thresholds: [],
      reviewOnly: false,
    } as const;
    const header = {
      name: 'tiny',
      featureSpec: FEATURE_HASH,
      planes: [{ bits: 3, columns: 16 }],
      heads: [head],
    };
    const tier = tierOf(encodeWeights(header, new Int8Array(128)));
    tier.read('anything');
    const [no, yes] = tier.probabilities('happy');
    expect(yes).toBeCloseTo(expected, 12);
    expect(no! + yes!).toBeCloseTo(1, 12);
    const out = probabilitiesOf(head.calibration, Float32Array.of(bias), 0, new Float64Array(1));
    expect(out[0]).toBeCloseTo(yes!, 6);
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
