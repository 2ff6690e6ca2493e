/** The connectors' webhook rules as the route needs them. A network without a secret takes no deliveries. */
import type { Platform } from '../../platforms/port.ts';
import type { ProblemCode } from '../problems.ts';
import type { WebhookReceiver } from './route.ts';

const REFUSALS = {
  signature_missing: {
    code: 'missing_signature',
    detail: 'Sign the raw body with the app secret and send the signature header.',
  },
  signature_malformed: {
    code: 'bad_signature',
    detail: 'The signature header is not in the form that this network uses.',
  },
  signature_wrong: {
    code: 'bad_signature',
    detail: 'The signature was not made over exactly these bytes with our app secret.',
  },
} as const satisfies Record<string, { readonly code: ProblemCode; readonly detail: string }>;

/** @param secrets by network; two while one is being replaced. */
export function webhookReceivers(
  platforms: readonly Platform[],
  secrets: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, WebhookReceiver> {
  const receivers = new Map<string, WebhookReceiver>();
  for (const platform of platforms) {
    const rules = platform.webhook;
    const keys = secrets[platform.slug] ?? [];
    if (rules === null || keys[0] === undefined) continue;
    const current = keys[0];
    receivers.set(platform.slug, {
      network: platform.slug,
      verify({ headers, body }) {
        const result = rules.verify({ body, headers: Object.fromEntries(headers) }, keys);
        if (!result.ok) return { verified: false, ...REFUSALS[result.code] };
        // The signature is kept as evidence: it proves nothing to others without the secret, and is no credential.
        const value = headers.get(rules.signatureHeader) ?? '';
        return { verified: true, keptHeaders: [{ name: rules.signatureHeader, value }] };
      },
      challenge(query) {
        const token = query.get('crc_token');
        const answer = token === null ? null : rules.challenge(token, current);
        return answer === null ? null : { contentType: 'application/json', body: answer };
      },
      accountOf: platform.accountOf,
    });
  }
  return receivers;
}
