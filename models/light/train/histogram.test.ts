import { expect, it } from 'vitest';
import { BINS, binOf, histogram } from './histogram.ts';

it('bins have equal width, and 1 is in the last', () => {
  expect([0, 0.0999, 0.1, 0.55, 0.9999, 1].map(binOf)).toEqual([0, 0, 1, 5, 9, 9]);
  expect(histogram([0.05, 0.05, 0.95, 1])).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5]);
  expect(histogram([])).toEqual(Array.from({ length: BINS }, () => 0));
});
