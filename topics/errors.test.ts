import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERRORS } from './errors.ts';

const known = JSON.parse(readFileSync(new URL('./errors.codes.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, string>
>;

describe('error codes', () => {
  it('are never removed, and never get another meaning: the list that was checked in still holds', () => {
    const now = Object.fromEntries(Object.entries(ERRORS).map(([code, row]) => [code, row.meaning]));
    expect(now).toEqual(known);
  });

  it('say what an operator does', () => {
    for (const row of Object.values(ERRORS)) expect(row.operator.length).toBeGreaterThan(20);
  });
});
