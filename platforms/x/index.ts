import type { Platform } from '../port.ts';
import { X_LIMITS, X_POLICY } from './data.ts';
import { normaliseX, xAccountOf } from './normalise.ts';
import { X_TEXT } from './text.ts';
import { X_WEBHOOK } from './webhook.ts';

/** X (API v2, Activity API webhooks). No idempotency key: an unknown outcome is only ever read back. */
export const X: Platform = {
  slug: 'x',
  name: 'X',
  text: X_TEXT,
  idempotency: { kind: 'none' },
  limits: X_LIMITS,
  policy: X_POLICY,
  threads: 'network',
  webhook: X_WEBHOOK,
  polling: null,
  accountOf: xAccountOf,
  normalise: normaliseX,
};
