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

  it('that headers do not tell of refuse all the same, and the headers go on telling of the others', () => {
    const all = new Limits([
      { name: 'brief', operations: ['post'], limit: 3, windowMs: 100 },
      { name: 'long', operations: ['post'], limit: 4, windowMs: 10_000, unseen: true },
    ]);
    for (const now of [0, 1, 200]) expect(all.take('a', 'post', now)?.taken.granted).toBe(true);
    expect(all.take('a', 'post', 201)).toMatchObject({
      row: { name: 'long' },
      taken: { granted: true, remaining: 0 },
      shown: { row: { name: 'brief' }, taken: { remaining: 1 } },
    });
    expect(all.take('a', 'post', 202)).toMatchObject({
      row: { name: 'long' },
      taken: { granted: false },
      shown: { row: { name: 'brief' }, taken: { granted: true, remaining: 1 } },
    });
  });

  it('are counted per account, and an operation without a limit has none', () => {
    const all = limits();
    all.take('a', 'delete', 0);
    expect(all.take('b', 'delete', 0)?.taken.granted).toBe(true);
    expect(all.take('a', 'hide', 0)).toBeNull();
  });
});
