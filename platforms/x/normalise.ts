/**
 * X Activity API bodies to engagements. Source: docs.x.com, "X Activity API event payloads": an envelope
 * `data` of event_uuid, filter, event_type, tag, payload, includes; the payload of post events is a Post.
 * † `dm.received` was seen in open-source connectors only.
 */
import { z } from 'zod';
import type { Engagement } from '../../topics/events.ts';
import { engagementIdOf } from '../../topics/ids.ts';
import { jsonOf } from '../http.ts';
import type { NormaliseResult } from '../port.ts';
import { unescapeEntities } from './text.ts';

const id = z.string().regex(/^\d{1,20}$/, 'must be an id of X');

/** Text of people is cut, not refused: one long name must not cost everybody else's messages of a body. */
const cut = (length: number) => z.string().transform((text) => text.slice(0, length));

const user = z.object({
  id,
  username: cut(100),
  name: cut(1_000).default(''),
  public_metrics: z.object({ followers_count: z.number().int().nonnegative().optional() }).optional(),
});

const post = z.object({
  id,
  text: cut(100_000),
  author_id: id,
  created_at: z.iso.datetime({ offset: true }),
  conversation_id: id.optional(),
  lang: cut(35).optional(),
  in_reply_to_user_id: id.optional(),
  referenced_tweets: z.array(z.object({ type: z.string(), id })).default([]),
  entities: z
    .object({ mentions: z.array(z.object({ username: z.string(), id: id.optional() })).default([]) })
    .optional(),
});

const message = z.object({
  direct_message_events: z.array(
    z.object({
      id,
      type: z.string(),
      created_timestamp: z.string().regex(/^\d{1,15}$/),
      message_create: z.object({
        target: z.object({ recipient_id: id }),
        sender_id: id,
        message_data: z.object({ text: cut(100_000) }),
      }),
    }),
  ),
});

const event = z.object({
  event_type: z.string().max(100),
  filter: z.object({ user_id: id }),
  payload: z.unknown(),
  includes: z.object({ users: z.array(z.unknown()).default([]) }).optional(),
});
const envelope = z.object({ data: z.union([event, z.array(event).max(1_000)]) });

type Form = Engagement['form'];
const POST_FORMS: Readonly<Record<string, Form>> = {
  'post.mention.create': 'mention',
  'post.reply.create': 'reply',
  'post.quote.create': 'mention',
};

/** Account that a body is for; `x:*` when it does not say. */
export function xAccountOf(body: Buffer): string {
  const parsed = envelope.safeParse(jsonOf(body));
  if (!parsed.success) return 'x:*';
  const accounts = new Set([parsed.data.data].flat().map((item) => item.filter.user_id));
  const [only] = accounts;
  return accounts.size === 1 && only !== undefined ? `x:${only}` : 'x:*';
}

export function normaliseX(body: Buffer, accountId: string): NormaliseResult {
  const json = jsonOf(body);
  if (json === undefined)
    return { kind: 'malformed', code: 'body_not_json', message: 'The body is not JSON.' };
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return malformed('unknown_shape', parsed.error);
  const engagements: Engagement[] = [];
  const reasons: string[] = [];
  for (const item of [parsed.data.data].flat()) {
    const one = normaliseEvent(item, accountId);
    if (one.kind === 'malformed') return one;
    if (one.kind === 'nothing') reasons.push(one.reason);
    else engagements.push(...one.engagements);
  }
  return engagements.length > 0
    ? { kind: 'engagements', engagements }
    : { kind: 'nothing', reason: reasons[0] ?? 'empty_body' };
}

function normaliseEvent(item: z.infer<typeof event>, accountId: string): NormaliseResult {
  const account = item.filter.user_id;
  if (accountId !== 'x:*' && accountId !== `x:${account}`)
    return { kind: 'nothing', reason: 'other_account' };
  const users = (item.includes?.users ?? []).flatMap((candidate) => {
    const read = user.safeParse(candidate);
    return read.success ? [read.data] : [];
  });
  if (item.event_type === 'dm.received') return fromMessages(item.payload, account, users);
  const form = POST_FORMS[item.event_type];
  if (form === undefined) return { kind: 'nothing', reason: 'event_not_used' };
  const parsed = post.safeParse(item.payload);
  if (!parsed.success) return malformed('post_incomplete', parsed.error);
  if (parsed.data.author_id === account) return { kind: 'nothing', reason: 'own_message' };
  return { kind: 'engagements', engagements: [fromPost(parsed.data, item.event_type, form, account, users)] };
}

function fromPost(
  data: z.infer<typeof post>,
  eventType: string,
  form: Form,
  account: string,
  users: readonly z.infer<typeof user>[],
): Engagement {
  const accountId = `x:${account}`;
  const author = authorOf(data.author_id, users);
  const handle = users.find((candidate) => candidate.id === account)?.username.toLowerCase();
  const mentioned = (data.entities?.mentions ?? []).some(
    (m) => m.id === account || (handle !== undefined && m.username.toLowerCase() === handle),
  );
  const parent = data.referenced_tweets.find((reference) => reference.type === 'replied_to');
  // The quote event is about a post of the account; a quote in any other event is of somebody else's.
  const quoted =
    eventType === 'post.quote.create' && data.referenced_tweets.some(({ type }) => type === 'quoted');
  return {
    engagementId: engagementIdOf(accountId, data.id),
    network: 'x',
    accountId,
    conversationId: `${accountId}:${data.conversation_id ?? data.id}`,
    nativeId: data.id,
    nativeParentId: parent?.id ?? null,
    form: form === 'mention' && parent && data.in_reply_to_user_id === account ? 'reply' : form,
    author,
    text: unescapeEntities(data.text),
    language: data.lang ?? null,
    url: `https://x.com/${author.handle}/status/${data.id}`,
    summoned: mentioned || quoted,
    visibility: 'public',
    createdAt: Date.parse(data.created_at),
  };
}

function fromMessages(
  payload: unknown,
  account: string,
  users: readonly z.infer<typeof user>[],
): NormaliseResult {
  const parsed = message.safeParse(payload);
  if (!parsed.success) return malformed('message_incomplete', parsed.error);
  const accountId = `x:${account}`;
  const received = parsed.data.direct_message_events.filter(
    (item) => item.type === 'message_create' && item.message_create.sender_id !== account,
  );
  if (received.length === 0) return { kind: 'nothing', reason: 'own_message' };
  const engagements = received.map(({ id: nativeId, created_timestamp, message_create }): Engagement => ({
    engagementId: engagementIdOf(accountId, nativeId),
    network: 'x',
    accountId,
    conversationId: `${accountId}:dm-${message_create.sender_id}`,
    nativeId,
    nativeParentId: null,
    form: 'message',
    author: authorOf(message_create.sender_id, users),
    text: unescapeEntities(message_create.message_data.text),
    language: null,
    url: null,
    summoned: true,
    visibility: 'direct',
    createdAt: Number(created_timestamp),
  }));
  return { kind: 'engagements', engagements };
}

/** X leaves users out when it cannot expand them; the id then stands for the handle. */
function authorOf(nativeId: string, users: readonly z.infer<typeof user>[]): Engagement['author'] {
  const found = users.find((candidate) => candidate.id === nativeId);
  return {
    nativeId,
    handle: found?.username ?? nativeId,
    displayName: found?.name ?? '',
    followers: found?.public_metrics?.followers_count ?? null,
  };
}

/** Says which field is wrong and how, never what stands in it. */
function malformed(code: string, error: z.ZodError): NormaliseResult {
  const issue = error.issues[0];
  const where = issue ? issue.path.join('.') || 'body' : 'body';
  return {
    kind: 'malformed',
    code,
    message: `${where}: ${issue?.code ?? 'invalid'}. Compare with the network's documentation.`,
  };
}
