import { describe, expect, it } from 'vitest';
import { percentiles } from './percentiles.ts';

describe('percentiles', () => {
  it('are values that were measured, by nearest rank', () => {
    const thousand = Array.from({ length: 1000 }, (_, i) => 1000 - i);
    expect(percentiles(thousand)).toEqual({
      count: 1000,
      p50: 500,
      p90: 900,
      p99: 990,
      p999: 999,
      max: 1000,
    });
  });

  it('of one value are that value, of none are null', () => {
    expect(percentiles([7])).toEqual({ count: 1, p50: 7, p90: 7, p99: 7, p999: 7, max: 7 });
    expect(percentiles([])).toEqual({ count: 0, p50: null, p90: null, p99: null, p999: null, max: null });
  });
});
