/**
 * X's webhook security: the challenge-response check (CRC) and the signature of each body, both HMAC-SHA256
 * with the app's consumer secret, base64, prefixed `sha256=`. Source: docs.x.com, "Webhooks: quickstart".
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { markVerified } from '../port.ts';
import type { WebhookRules } from '../port.ts';

const PREFIX = 'sha256=';
const HMAC_BYTES = 32;
/** X's tokens are short; a longer one is not X's. */
const MAX_TOKEN = 1_000;

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
    token === '' || token.length > MAX_TOKEN
      ? null
      : JSON.stringify({ response_token: PREFIX + digest(secret, token).toString('base64') }),
};
