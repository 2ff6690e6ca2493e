import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FEATURE_HASH, FeatureScanner } from './scanner.ts';
import { FEATURE_SPEC } from './spec.ts';

vi.setConfig({ testTimeout: 60_000 });

interface Golden {
  readonly featureSpec: string;
  readonly texts: readonly { text: string; normalised: string; count: number; sha256: string }[];
}

const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;
const scanner = new FeatureScanner();

function features(text: string): number[] {
  const count = scanner.scan(text);
  return [...scanner.features.subarray(0, count)];
}

describe('features', () => {
  it.each(golden.texts)('are those of the golden file: $text', ({ text, normalised, count, sha256 }) => {
    const found = features(text);
    expect(scanner.normaliser.toString()).toBe(normalised);
    expect(found.length).toBe(count);
    expect(createHash('sha256').update(found.join()).digest('hex')).toBe(sha256);
  });

  it('have the specification hash of the golden file: whoever changes a feature raises the revision', () => {
    expect(FEATURE_HASH).toBe(golden.featureSpec);
  });

  it('one spelling for one text: entities, escapes, composition, masks, case of users and links', () => {
    expect(features('caf\u0065\u0301 &amp; tea')).toEqual(features('caf\u00e9 & tea'));
    expect(features('it\\u2019s')).toEqual(features('it’s'));
    expect(features('thanks @Anna_B')).toEqual(features('thanks @user'));
    expect(features('@a@social.example hi')).toEqual(features('@user hi'));
    expect(features('sooooo')).toEqual(features('sooo'));
    expect(features('👍🏽')).toEqual(features('👍'));
  });

  it('what is written differently on purpose differs', () => {
    expect(features('GREAT')).not.toEqual(features('great'));
    expect(features('soo')).not.toEqual(features('sooo'));
    expect(features('not good')).not.toEqual(features('good'));
    expect(features('#fail')).not.toEqual(features('fail'));
  });

  it('a word under a negation is marked, until a stop', () => {
    const negated = features('not good').filter((one) => !features('not fine, good').includes(one));
    expect(negated.length).toBeGreaterThan(0);
  });

  it('always: at least one bucket, all in range, bounded, and the text before leaves no trace', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }));
    fc.assert(
      fc.property(anyText, anyText, (text, before) => {
        const alone = features(text);
        features(before);
        expect(features(text)).toEqual(alone);
        expect(alone.length).toBeGreaterThan(0);
        expect(alone.length).toBeLessThanOrEqual(FEATURE_SPEC.maxFeatures);
        for (const bucket of alone) expect(bucket >>> FEATURE_SPEC.bits).toBe(0);
      }),
    );
  });

  it('never more than the limit, whatever the length', () => {
    const long = Array.from({ length: 20_000 }, (_, i) => `w${i * 7919}`).join(' ');
    expect(features(long).length).toBeLessThanOrEqual(FEATURE_SPEC.maxFeatures);
    expect(features('a'.repeat(200_000)).length).toBeGreaterThan(0);
  });
});
