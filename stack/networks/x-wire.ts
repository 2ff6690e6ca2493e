import { createHash, createHmac } from 'node:crypto';
import type { Context } from 'hono';
import twitterText from 'twitter-text';
import type { Account, InboundMessage, Post } from './types.ts';

/*
 * X's wire formats. The envelope, field names and `post.create` payload are as in X's "X Activity API
 * event payload examples" page; CRC and signature as in "Webhooks: quickstart".
 * † Not confirmed on a page of X's: `includes.tweets` being present, `dm.received` (its payload was seen in
 * connectors only), the wording of the one-reply refusal, and 400 rather than 403 for a text that is too long
 * (clients report both).
 */

const EVENT_TYPE = {
  mention: 'post.mention.create',
  reply: 'post.reply.create',
  comment: 'post.reply.create',
  quote: 'post.quote.create',
  message: 'dm.received',
} as const;

export const X_EVENT_TYPES: readonly string[] = [...new Set(Object.values(EVENT_TYPE))];

export function xEventType(message: InboundMessage): string {
  return EVENT_TYPE[message.kind];
}

/** `x-twitter-webhooks-signature` and CRC `response_token`: HMAC-SHA256, base64, prefixed. */
export function xSignature(consumerSecret: string, content: string | Buffer): string {
  return 'sha256=' + createHmac('sha256', consumerSecret).update(content).digest('base64');
}

/** The body of an activity webhook, exactly as signed and sent. */
export function xActivityBody(message: InboundMessage, account: Account, tag: string): string {
  const payload = message.kind === 'message' ? directMessage(message) : postPayload(message, account);
  return JSON.stringify({
    data: {
      event_uuid: message.eventId,
      filter: { user_id: account.accountId },
      event_type: xEventType(message),
      tag,
      payload,
      includes: { users: [authorUser(message), accountUser(account)] },
    },
  });
}

function postPayload(message: InboundMessage, account: Account): object {
  const { nativeId: id, author } = message;
  const text = escapeEntities(message.text);
  const replied = message.inReplyToId;
  const reference = message.kind === 'quote' ? 'quoted' : 'replied_to';
  return {
    id,
    text,
    author_id: author.id,
    conversation_id: message.conversationId,
    created_at: message.createdAt,
    lang: message.lang,
    edit_history_tweet_ids: [id],
    display_text_range: [0, Array.from(text).length],
    reply_settings: 'everyone',
    possibly_sensitive: false,
    paid_partnership: false,
    entities: entities(text, account),
    public_metrics: {
      retweet_count: 0,
      reply_count: 0,
      like_count: 0,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: 0,
    },
    ...(replied && { referenced_tweets: [{ type: reference, id: replied }] }),
    ...(replied && reference === 'replied_to' && { in_reply_to_user_id: account.accountId }),
  };
}

/** †: only seen in open-source connectors. */
function directMessage(message: InboundMessage): object {
  return {
    direct_message_events: [
      {
        type: 'message_create',
        id: message.nativeId,
        created_timestamp: String(Date.parse(message.createdAt)),
        message_create: {
          target: { recipient_id: message.accountId },
          sender_id: message.author.id,
          message_data: { text: escapeEntities(message.text) },
        },
      },
    ],
  };
}

function entities(text: string, account: Account): object {
  const mentions = twitterText.extractMentionsWithIndices(text);
  const urls = twitterText.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false });
  const hashtags = twitterText.extractHashtagsWithIndices(text);
  // X counts code points, JavaScript UTF-16 units.
  for (const list of [mentions, urls, hashtags]) twitterText.modifyIndicesFromUTF16ToUnicode(text, list);
  return {
    ...(mentions.length > 0 && {
      mentions: mentions.map(({ screenName, indices: [start, end] }) => ({
        start,
        end,
        username: screenName,
        ...(screenName.toLowerCase() === account.handle.toLowerCase() && { id: account.accountId }),
      })),
    }),
    ...(urls.length > 0 && {
      urls: urls.map(({ url, indices: [start, end] }) => ({ start, end, url, expanded_url: url })),
    }),
    ...(hashtags.length > 0 && {
      hashtags: hashtags.map(({ hashtag, indices: [start, end] }) => ({ start, end, tag: hashtag })),
    }),
  };
}

function authorUser({ author }: InboundMessage): object {
  const { id, name, handle: username, followers } = author;
  const public_metrics = { followers_count: followers, following_count: 0, tweet_count: 1, listed_count: 0 };
  return { id, name, username, verified: false, protected: false, public_metrics };
}

function accountUser({ accountId: id, name, handle: username }: Account): object {
  return { id, name, username, verified: true, protected: false };
}

/** X returns post text with these three characters as HTML entities. */
export function escapeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** How X stores a post: NFC, every URL behind t.co, a reply led by the mention of whom it answers. */
export function rewriteText(text: string, replyTo: string | null): string {
  let stored = text.normalize('NFC');
  const urls = twitterText.extractUrlsWithIndices(stored, { extractUrlsWithoutProtocol: true });
  for (const { url, indices } of urls.toReversed()) {
    const short = `https://t.co/${createHash('sha256').update(url).digest('base64url').replaceAll(/[-_]/g, '0').slice(0, 10)}`;
    stored = stored.slice(0, indices[0]) + short + stored.slice(indices[1]);
  }
  if (replyTo && !stored.toLowerCase().startsWith(`@${replyTo.toLowerCase()}`))
    stored = `@${replyTo} ${stored}`;
  return escapeEntities(stored);
}

/** Weighted length of twitter-text v3 without the leading mention of the answered author, which X does not count. */
export function weightedLength(text: string, replyTo: string | null): number {
  const lead = replyTo ? `@${replyTo.toLowerCase()}` : null;
  const counted = lead && text.toLowerCase().startsWith(lead) ? text.slice(lead.length).trimStart() : text;
  return twitterText.parseTweet(counted).weightedLength;
}

export function mentions(text: string, handle: string): boolean {
  return twitterText.extractMentions(text).some((name) => name.toLowerCase() === handle.toLowerCase());
}

/** A post object of API v2: only `id`, `text` and the edit history unless `tweet.fields` asks for more. */
export function tweetObject(
  post: Post,
  conversationId: string,
  repliedUserId: string | null,
  fields: readonly string[],
) {
  const optional: Record<string, unknown> = {
    author_id: post.accountId,
    created_at: post.at,
    conversation_id: conversationId,
    ...(post.inReplyTo && { referenced_tweets: [{ type: 'replied_to', id: post.inReplyTo }] }),
    ...(repliedUserId && { in_reply_to_user_id: repliedUserId }),
  };
  const wanted = Object.entries(optional).filter(([name]) => fields.includes(name));
  return {
    id: post.nativePostId,
    text: post.storedText,
    edit_history_tweet_ids: [post.nativePostId],
    ...Object.fromEntries(wanted),
  };
}

/** X's problem JSON (RFC 7807 with X's own types). */
export function problem(
  status: number,
  title: string,
  detail: string,
  type = 'about:blank',
  extra: object = {},
): Response {
  return Response.json(
    { title, detail, type, status, ...extra },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

/** X's answer to a request whose parameters make no sense. */
export function invalid(message: string): Response {
  const errors = [{ parameters: {}, message }];
  return problem(400, 'Invalid Request', message, 'https://api.twitter.com/2/problems/invalid-request', {
    errors,
  });
}

/** The JSON object of a request, or null when its body is none. */
export async function jsonBody(c: Context): Promise<Record<string, unknown> | null> {
  const text = await c.req.text();
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
