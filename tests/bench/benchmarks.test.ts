import { describe, expect, it } from 'vitest';
import { BENCHMARKS } from './benchmarks.ts';
import { TARGET_NAMES } from './targets.ts';

describe('benchmarks', () => {
  it('are those that people are told of', () => {
    expect(Object.keys(BENCHMARKS).toSorted()).toEqual(
      ['webhook', 'flow', 'hop', 'sink', 'rebuild', 'limiter', 'start'].toSorted(),
    );
  });

  it('measure every target: its name begins with the benchmark that does', () => {
    for (const name of TARGET_NAMES) expect(Object.keys(BENCHMARKS)).toContain(name.split('.')[0]);
  });
});
