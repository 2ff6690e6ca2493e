/** X's limits and rules. † marks what is not confirmed on a page of X's. */
import type { LimitRow } from '../limits.ts';
import type { PolicyRow } from '../policy.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RATE_PAGE = 'docs.x.com, X API rate limits';

/** Two pages of X disagree; both rows are kept, so the lower one wins at each moment. */
export const X_LIMITS: readonly LimitRow[] = [
  {
    id: 'x.posts.15m',
    operation: 'reply',
    scope: 'account',
    limit: 100,
    windowMs: 15 * MINUTE,
    inHeaders: true,
    source: `${RATE_PAGE}: POST /2/tweets, per user`,
  },
  {
    id: 'x.posts.3h',
    operation: 'reply',
    scope: 'account',
    limit: 300,
    windowMs: 3 * HOUR,
    inHeaders: false,
    source: 'docs.x.com, post creation limits: 300 per 3 hours',
  },
  {
    id: 'x.posts.app.24h',
    operation: 'reply',
    scope: 'app',
    limit: 10_000,
    windowMs: 24 * HOUR,
    inHeaders: false,
    source: `${RATE_PAGE}: POST /2/tweets, per app`,
  },
];

const AUTOMATION = "X's automation rules and developer guidelines";

export const X_POLICY: readonly PolicyRow[] = [
  {
    id: 'x.summoned',
    rule: { kind: 'summoned_only' },
    text: 'API replies are rejected unless the author mentioned the account or quoted it.',
    source: "X's developer changelog",
    since: '2026-02-23',
  },
  {
    id: 'x.public',
    rule: { kind: 'public_only' },
    text: 'Direct messages are another endpoint with other limits; not connected yet.',
    source: 'ours',
    since: null,
  },
  {
    id: 'x.one-reply',
    rule: { kind: 'one_reply_per_message' },
    text: 'At most one automated reply per interaction.',
    source: AUTOMATION,
    since: null,
  },
  {
    id: 'x.repeated-text',
    rule: { kind: 'no_repeated_text', withinMs: 24 * HOUR },
    text: 'X refuses a post whose text repeats a recent one. † For how long is not published.',
    source: AUTOMATION,
    since: null,
  },
  {
    id: 'x.length',
    rule: { kind: 'within_length' },
    text: '280 weighted characters.',
    source: 'docs.x.com, counting characters (twitter-text configuration v3)',
    since: null,
  },
  {
    id: 'x.age',
    rule: { kind: 'answer_within', ms: 7 * 24 * HOUR },
    text: 'A message older than a week is not answered by us any more.',
    source: 'ours',
    since: null,
  },
  {
    id: 'x.opt-out',
    rule: { kind: 'for_people' },
    text: 'Whoever asks not to be answered must not be answered again.',
    source: AUTOMATION,
    since: null,
  },
  {
    id: 'x.bot-label',
    rule: { kind: 'for_people' },
    text: 'The account must carry the bot label and name its human owner.',
    source: AUTOMATION,
    since: null,
  },
  {
    id: 'x.generated',
    rule: { kind: 'for_people' },
    text: 'Replies written by a language model need prior written approval of X; templates do not.',
    source: AUTOMATION,
    since: '2026-02-23',
  },
];
