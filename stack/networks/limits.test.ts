import { describe, expect, it } from 'vitest';
import { Limits } from './limits.ts';

const limits = () =>
  new Limits([
    { name: 'api', operations: ['read', 'delete'], limit: 5, windowMs: 100 },
    { name: 'deletions', operations: ['delete'], limit: 1, windowMs: 1_000 },
  ]);

describe('limits that share operations', () => {
  it('take nothing from the wider one when the tighter one refuses', () => {
    const all = limits();
    expect(all.take('a', 'delete', 0)).toMatchObject({
      row: { name: 'deletions' },
      taken: { granted: true },
    });
    expect(all.take('a', 'delete', 1)).toMatchObject({
      row: { name: 'deletions' },
      taken: { granted: false },
    });
    expect(all.states(1)).toEqual([
      expect.objectContaining({ limit: 'api', used: 1, maxUsed: 1, refused: 0 }),
      expect.objectContaining({ limit: 'deletions', used: 1, maxUsed: 1, refused: 1 }),
    ]);
  });

  it('are counted per account, and an operation without a limit has none', () => {
    const all = limits();
    all.take('a', 'delete', 0);
    expect(all.take('b', 'delete', 0)?.taken.granted).toBe(true);
    expect(all.take('a', 'hide', 0)).toBeNull();
  });
});
