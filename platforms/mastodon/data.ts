/** Mastodon's limits and rules. † marks what is not confirmed on a page of Mastodon's. */
import type { LimitRow } from '../limits.ts';
import type { PolicyRow } from '../policy.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * All requests of an account share 300 per 5 minutes: at most 150 are for polling (`MASTODON_POLLING`), 100 for
 * posting, and 50 are left for reading back.
 */
export const MASTODON_LIMITS: readonly LimitRow[] = [
  {
    id: 'mastodon.posts.5m',
    operation: 'reply',
    scope: 'account',
    limit: 100,
    windowMs: 5 * MINUTE,
    inHeaders: false,
    source: 'docs.joinmastodon.org, rate limits: 300 per 5 minutes per account, all requests',
  },
];
/** Polls of one account: 100 per 5 minutes when nothing is new, at most 150 while full pages follow each other. */
export const MASTODON_POLLING = { everyMs: 3_000, limit: 150, windowMs: 5 * MINUTE } as const;

export const MASTODON_POLICY: readonly PolicyRow[] = [
  {
    id: 'mastodon.one-reply',
    rule: { kind: 'one_reply_per_message' },
    text: 'At most one automated reply per message.',
    source: 'ours',
    since: null,
  },
  {
    id: 'mastodon.repeated-text',
    rule: { kind: 'no_repeated_text', withinMs: DAY },
    text: 'Not the same text to the same person within a day.',
    source: 'ours',
    since: null,
  },
  {
    id: 'mastodon.summoned',
    rule: { kind: 'summoned_only' },
    text: 'Bots answer only who names them; most servers ask for it in their rules.',
    source: 'server rules, e.g. those of mastodon.social †',
    since: null,
  },
  {
    id: 'mastodon.length',
    rule: { kind: 'within_length' },
    text: '500 characters; what a server says of its own limit is not used yet.',
    source: 'docs.joinmastodon.org, instance configuration',
    since: null,
  },
  {
    id: 'mastodon.age',
    rule: { kind: 'answer_within', ms: 7 * DAY },
    text: 'A message older than a week is not answered by us any more.',
    source: 'ours',
    since: null,
  },
  {
    id: 'mastodon.bot-flag',
    rule: { kind: 'for_people' },
    text: 'The account must carry the bot flag.',
    source: 'docs.joinmastodon.org, account entity',
    since: null,
  },
];
