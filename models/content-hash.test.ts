import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { contentHash } from './content-hash.ts';
import type { Disclosure } from '../topics/disclosures.ts';
import type { ContentToHash } from './content-hash.ts';

// fast-check prepares its table of all code points once, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const base: ContentToHash = { account: 'x:1001', target: '42', text: 'Hello', media: [] };
const nullable = (max: number): fc.Arbitrary<string | null> => fc.option(fc.string({ maxLength: max }));
const content: fc.Arbitrary<ContentToHash> = fc.record({
  account: fc.string(),
  target: nullable(10),
  text: fc.string({ unit: 'binary' }),
  media: fc.array(fc.record({ id: fc.string(), sha256: nullable(8), altText: nullable(8) }), {
    maxLength: 3,
  }),
});

describe('contentHash', () => {
  it('is SHA-256 over the documented canonical form', () => {
    const canonical = '["signalpost-content-1","x:1001","42","Hello",[]]';
    expect(contentHash(base)).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it.each([
    ['account', { ...base, account: 'x:1002' }],
    ['target', { ...base, target: null }],
    ['text', { ...base, text: 'Hello ' }],
    ['Unicode form', { ...base, text: 'He\u0301llo' }],
    ['media', { ...base, media: [{ id: 'm', sha256: null, altText: null }] }],
  ])('changes with the %s', (_, changed) => {
    expect(contentHash(changed)).not.toBe(contentHash(base));
  });

  it('takes in what readers must be told, in any order and each once, and stays what it was where that is nothing', () => {
    const told = (...disclosures: readonly Disclosure[]) => contentHash({ ...base, disclosures });
    expect(told()).toBe(contentHash(base));
    expect(told('paid_partnership')).not.toBe(told());
    expect(told('paid_partnership')).not.toBe(told('ai_generated'));
    expect(told('paid_partnership', 'ai_generated', 'paid_partnership')).toBe(
      told('ai_generated', 'paid_partnership'),
    );
  });

  it('tells half a surrogate pair from the replacement character', () => {
    expect(contentHash({ ...base, text: '\ud800' })).not.toBe(contentHash({ ...base, text: '\ufffd' }));
  });

  it('is equal only for equal content, whatever the order of keys', () => {
    fc.assert(
      fc.property(content, content, (a, b) => {
        const shuffled = { media: a.media, text: a.text, target: a.target, account: a.account };
        expect(contentHash(shuffled)).toBe(contentHash(a));
        expect(contentHash(a) === contentHash(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
