import type { Platform } from '../port.ts';
import { MASTODON_LIMITS, MASTODON_POLICY, MASTODON_POLLING } from './data.ts';
import { mastodonAccountOf, normaliseMastodon } from './normalise.ts';
import { mastodonText } from './text.ts';

const HOUR = 3_600_000;

/** Mastodon (REST API v1): polled, no webhooks for applications; `Idempotency-Key` is kept for an hour. */
export const MASTODON: Platform = {
  slug: 'mastodon',
  name: 'Mastodon',
  text: mastodonText(),
  idempotency: { kind: 'key', keptMs: HOUR },
  limits: MASTODON_LIMITS,
  policy: MASTODON_POLICY,
  threads: 'parent',
  webhook: null,
  polling: MASTODON_POLLING,
  accountOf: mastodonAccountOf,
  normalise: normaliseMastodon,
};
