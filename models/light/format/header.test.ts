import { describe, expect, it } from 'vitest';
import { checkHeader } from './header.ts';

const HEAD = {
  name: 'irony',
  kind: 'binary',
  classes: ['no', 'yes'],
  plane: 0,
  column: 0,
  scale: 0.5,
  bias: [0],
  calibration: { kind: 'cut', at: 0.1, below: 1, above: 2 },
  thresholds: [],
  reviewOnly: false,
};
const HEADER = {
  name: 'light',
  featureSpec: 'abc',
  planes: [{ bits: 3, columns: 16 }],
  heads: [HEAD],
};
const withHead = (change: object) => () => checkHeader({ ...HEADER, heads: [{ ...HEAD, ...change }] });

describe('header of a weights file', () => {
  it('is what it says when all is right', () => {
    expect(checkHeader(JSON.parse(JSON.stringify(HEADER)))).toEqual(HEADER);
  });

  it('the first thing that is wrong is named with its place', () => {
    expect(() => checkHeader(null)).toThrow('the header is not an object');
    expect(() => checkHeader({ ...HEADER, heads: [] })).toThrow('heads is not a list');
    expect(() => checkHeader({ ...HEADER, planes: [{ bits: 3, columns: 15 }] })).toThrow('planes[0].columns');
    expect(withHead({ scale: 0 })).toThrow('heads[0].scale');
    expect(withHead({ kind: 'both' })).toThrow('heads[0].kind');
    expect(withHead({ classes: ['no'] })).toThrow('heads[0].classes');
    expect(withHead({ bias: [0, 1] })).toThrow('other than 1 columns');
    expect(withHead({ reviewOnly: 'no' })).toThrow('heads[0].reviewOnly');
    expect(withHead({ calibration: { kind: 'cut', at: 0, below: -1, above: 1 } })).toThrow(
      'heads[0].calibration.below',
    );
    expect(withHead({ kind: 'softmax', bias: [0, 0] })).toThrow('other than 2 columns');
    expect(withHead({ calibration: { kind: 'magic' } })).toThrow('heads[0].calibration.kind is unknown');
  });
});
