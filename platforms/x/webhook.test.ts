import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, samplePost, sign } from './sample.ts';
import { X_WEBHOOK } from './webhook.ts';

const body = bytes(samplePost({ id: '500', text: 'hi @acmecoffee ☕' }));
const header = (value: string | undefined) => ({ 'x-twitter-webhooks-signature': value });
const verify = (of: Buffer, value: string | undefined, secrets: readonly string[] = ['secret-one']) =>
  X_WEBHOOK.verify({ body: of, headers: header(value) }, secrets);

describe('X webhook', () => {
  it('lets a signed body through, unchanged', () => {
    const result = verify(body, sign(body, 'secret-one'));
    expect(result.ok && result.verified.body.equals(body)).toBe(true);
  });

  it('takes either secret while one is being replaced', () => {
    expect(verify(body, sign(body, 'secret-two'), ['secret-one', 'secret-two']).ok).toBe(true);
    expect(verify(body, sign(body, 'secret-two')).ok).toBe(false);
  });

  it('refuses any change of any byte', () => {
    const signature = sign(body, 'secret-one');
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(body);
        changed[at] = ((changed[at] as number) + by) % 256;
        expect(verify(changed, signature)).toEqual({ ok: false, code: 'signature_wrong' });
      }),
    );
  });

  it.each([
    ['signature_missing', undefined],
    ['signature_missing', ''],
    ['signature_malformed', 'md5=abc'],
    ['signature_malformed', 'sha256=short'],
    ['signature_wrong', sign(Buffer.from('another'), 'secret-one')],
  ])('says %s', (code, value) => {
    expect(verify(body, value)).toEqual({ ok: false, code });
  });

  it('lets nothing through without a secret', () => {
    expect(verify(body, sign(body, ''), []).ok).toBe(false);
  });

  it('never answers a challenge that could be a body: the answer would be its signature', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (json) => {
        expect(X_WEBHOOK.challenge(JSON.stringify(json), 'secret-one')).toBeNull();
      }),
    );
  });

  it('answers the challenge as X documents it', () => {
    const answer = X_WEBHOOK.challenge('token-1', 'secret-one');
    expect(JSON.parse(answer ?? '')).toEqual({ response_token: sign(Buffer.from('token-1'), 'secret-one') });
    expect(X_WEBHOOK.challenge('', 'secret-one')).toBeNull();
    expect(X_WEBHOOK.challenge('x'.repeat(201), 'secret-one')).toBeNull();
  });
});
