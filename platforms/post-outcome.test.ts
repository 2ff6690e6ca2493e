import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postResult, retryAt } from './post-outcome.ts';

const NOW = Date.UTC(2026, 10, 24, 12, 0, 0);
const DAY_MS = 86_400_000;
const words = { published: () => null, rate: () => null, reason: () => null, now: () => NOW };
const answered = (status: number) =>
  postResult({ kind: 'answered', status, headers: {}, body: Buffer.alloc(0) }, words);
const said = (value: string) => retryAt({ 'retry-after': value }, null, 60_000, NOW);

describe('outcome of a redirect', () => {
  it.each([307, 308])('%i asks for the same request elsewhere: it was not carried out', (status) => {
    expect(answered(status)).toMatchObject({ outcome: 'not_sent', code: 'redirected', retryable: false });
  });

  it.each([300, 301, 302, 303, 304, 399])('%i may follow a request that was carried out', (status) => {
    expect(answered(status)).toMatchObject({ outcome: 'unknown', code: 'answer_unreadable' });
  });
});

describe('when the network may be asked again', () => {
  it.each([
    ['120', NOW + 120_000],
    ['1.5004', NOW + 1_501],
    ['0', NOW + 1_000],
    ['Tue, 24 Nov 2026 12:05:00 GMT', NOW + 300_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', NOW + 1_000],
    ['9999999999', NOW + DAY_MS],
    ['Fri, 01 Jan 2100 00:00:00 GMT', NOW + DAY_MS],
    ['-5', NOW + 60_000],
    ['', NOW + 60_000],
    ['soon', NOW + 60_000],
    ['Infinity', NOW + 60_000],
  ])('Retry-After %j', (value, at) => {
    expect(said(value)).toBe(at);
  });

  it('is the later of the header and the end of a window that is used up', () => {
    const rate = { limit: 300, remaining: 0, resetAt: NOW + 200_000 };
    expect(retryAt({ 'retry-after': '10' }, rate, 60_000, NOW)).toBe(NOW + 200_000);
    expect(retryAt({}, { ...rate, remaining: 1 }, 60_000, NOW)).toBe(NOW + 60_000);
  });

  it('is always a whole number of ms between a second and a day from now', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.integer().map(String),
      fc.date().map(String),
    );
    fc.assert(
      fc.property(value, fc.option(fc.double({ noNaN: true })), (text, resetAt) => {
        const rate = resetAt === null ? null : { limit: 1, remaining: 0, resetAt };
        const at = retryAt({ 'retry-after': text }, rate, 60_000, NOW);
        expect(Number.isInteger(at)).toBe(true);
        expect(at).toBeGreaterThanOrEqual(NOW + 1_000);
        expect(at).toBeLessThanOrEqual(NOW + DAY_MS);
      }),
    );
  });
});
