/**
 * X's webhook security: the challenge-response check (CRC) and the signature of each body, both HMAC-SHA256
 * with the app's consumer secret, base64, prefixed `sha256=`. Source: docs.x.com, "Webhooks: quickstart".
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { markVerified } from '../port.ts';
import type { WebhookRules } from '../port.ts';

const PREFIX = 'sha256=';
const HMAC_BYTES = 32;
/**
 * What a challenge token may look like: short, and with no sign that a JSON body needs. The answer to a
 * challenge is made with the same key as the signature of a delivery, so whoever could have any text answered
 * could have any body signed.
 */
const TOKEN = /^[\w+/=.-]{1,200}$/;

function digest(secret: string, content: Buffer | string): Buffer {
  return createHmac('sha256', secret).update(content).digest();
}

export const X_WEBHOOK: WebhookRules = {
  signatureHeader: 'x-twitter-webhooks-signature',
  verify: ({ body, headers }, secrets) => {
    const header = headers['x-twitter-webhooks-signature'];
    if (!header) return { ok: false, code: 'signature_missing' };
    if (!header.startsWith(PREFIX)) return { ok: false, code: 'signature_malformed' };
    const given = Buffer.from(header.slice(PREFIX.length), 'base64');
    if (given.length !== HMAC_BYTES) return { ok: false, code: 'signature_malformed' };
    // Every secret is tried, so that the time taken does not tell which one matched.
    const matches = secrets.filter((secret) => timingSafeEqual(given, digest(secret, body)));
    return matches.length > 0
      ? { ok: true, verified: markVerified(body) }
      : { ok: false, code: 'signature_wrong' };
  },
  challenge: (token, secret) =>
    !TOKEN.test(token)
      ? null
      : JSON.stringify({ response_token: PREFIX + digest(secret, token).toString('base64') }),
};
