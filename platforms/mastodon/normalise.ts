/**
 * Mastodon notifications (a polled page: a JSON array) to engagements. Source: docs.joinmastodon.org,
 * Notification, Status and Account entities.
 */
import { z } from 'zod';
import type { Engagement } from '../../topics/events.ts';
import { engagementIdOf } from '../../topics/ids.ts';
import { badItems, type BadPath } from '../body-parts.ts';
import { jsonOf } from '../http.ts';
import { inParts, wrong } from '../malformed.ts';
import type { NormaliseResult } from '../port.ts';
import { htmlToText } from './html-text.ts';

const id = z.string().min(1).max(64);
/** Text of other servers is cut, not refused: one long name must not cost everybody else's messages of a page. */
const cut = (length: number) => z.string().transform((text) => text.slice(0, length));
const account = z.object({
  id,
  acct: cut(500),
  display_name: cut(1_000).default(''),
  followers_count: z.number().int().nonnegative().optional(),
});
const status = z.object({
  id,
  created_at: z.iso.datetime({ offset: true }),
  in_reply_to_id: id.nullable().default(null),
  in_reply_to_account_id: id.nullable().default(null),
  visibility: z.string(),
  language: cut(35).nullable().default(null),
  url: cut(2_000).nullable().default(null),
  content: cut(200_000),
  account,
  mentions: z.array(z.object({ id })).default([]),
});
const kind = z.object({ type: z.string() });
const mention = z.object({ id, status: status.nullish() });
const page = z.array(z.unknown()).max(1_000);

const EVERY = 'mastodon:*';

/** A page does not say whose it is; the poller knows. */
export function mastodonAccountOf(): string {
  return EVERY;
}

export function normaliseMastodon(body: Buffer, accountId: string): NormaliseResult {
  const json = jsonOf(body);
  if (json === undefined)
    return { kind: 'malformed', code: 'body_not_json', message: 'The body is not JSON.' };
  const parsed = page.safeParse(json);
  if (!parsed.success) return { kind: 'malformed', ...wrong('unknown_shape', parsed.error) };
  if (accountId === EVERY) {
    const message = 'A page of Mastodon does not say whose it is: deliver it for one account.';
    return { kind: 'malformed', code: 'unknown_shape', message };
  }
  const native = accountId.slice('mastodon:'.length);
  const engagements: Engagement[] = [];
  const bad: BadPath[] = [];
  let passed = 0;
  for (const [index, item] of parsed.data.entries()) {
    const typed = kind.safeParse(item);
    const read = typed.data?.type === 'mention' ? mention.safeParse(item) : typed;
    if (!read.success) bad.push({ path: [index], ...wrong('unknown_shape', read.error) });
    else if (!('status' in read.data) || !read.data.status || read.data.status.account.id === native)
      passed++;
    else engagements.push(engagement(read.data.status, accountId, native));
  }
  // A page is newest first; conversations are read in the order in which they were written.
  engagements.reverse();
  if (bad.length === 0)
    return engagements.length > 0
      ? { kind: 'engagements', engagements, bad: [] }
      : { kind: 'nothing', reason: passed === 0 ? 'empty_page' : 'event_not_used' };
  const [only] = bad;
  if (only && parsed.data.length === 1) return { kind: 'malformed', code: only.code, message: only.message };
  return inParts(body, (part) => ({ kind: 'engagements', engagements, bad: badItems(bad, part) }));
}

function engagement(item: z.infer<typeof status>, accountId: string, native: string): Engagement {
  // Followers-only and unknown visibilities count as direct: an answer in public would show them to others.
  const direct = item.visibility !== 'public' && item.visibility !== 'unlisted';
  return {
    engagementId: engagementIdOf(accountId, item.id),
    network: 'mastodon',
    accountId,
    // Mastodon names only the parent; `normalise` follows it to the root as far as it remembers.
    conversationId: `${accountId}:${item.in_reply_to_id ?? item.id}`,
    nativeId: item.id,
    nativeParentId: item.in_reply_to_id,
    form: direct ? 'message' : item.in_reply_to_account_id === native ? 'reply' : 'mention',
    author: {
      nativeId: item.account.id,
      handle: item.account.acct,
      displayName: item.account.display_name,
      followers: item.account.followers_count ?? null,
    },
    text: htmlToText(item.content),
    language: item.language,
    url: item.url,
    summoned: item.mentions.some((mention) => mention.id === native),
    visibility: direct ? 'direct' : 'public',
    createdAt: Date.parse(item.created_at),
  };
}
