/**
 * X Activity API bodies to engagements. Source: docs.x.com, "X Activity API event payloads": an envelope
 * `data` of event_uuid, filter, event_type, tag, payload, includes; the payload of post events is a Post.
 * † `dm.received` was seen in open-source connectors only.
 */
import { z } from 'zod';
import type { Engagement } from '../../topics/events.ts';
import { engagementIdOf } from '../../topics/ids.ts';
import { badItems, type BadPath, type Path } from '../body-parts.ts';
import { jsonOf } from '../http.ts';
import { inParts, wrong } from '../malformed.ts';
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
  id,
  type: z.string(),
  created_timestamp: z.string().regex(/^\d{1,15}$/),
  message_create: z.object({
    target: z.object({ recipient_id: id }),
    sender_id: id,
    message_data: z.object({ text: cut(100_000) }),
  }),
});
const messages = z.object({ direct_message_events: z.array(z.unknown()).max(1_000) });

const event = z.object({
  event_type: z.string().max(100),
  filter: z.object({ user_id: id }),
  payload: z.unknown(),
  includes: z.object({ users: z.array(z.unknown()).default([]) }).optional(),
});
type ActivityEvent = z.infer<typeof event>;
const envelope = z.object({
  data: z.union([z.array(z.unknown()).max(1_000), z.record(z.string(), z.unknown())]),
});

type Form = Engagement['form'];
const POST_FORMS: Readonly<Record<string, Form>> = {
  'post.mention.create': 'mention',
  'post.reply.create': 'reply',
  'post.quote.create': 'mention',
};

/** Account that a body is for; `x:*` when it names several, or an event in it does not say. */
export function xAccountOf(body: Buffer): string {
  const parsed = envelope.safeParse(jsonOf(body));
  if (!parsed.success) return EVERY;
  const accounts = new Set(
    [parsed.data.data].flat().map((item) => event.safeParse(item).data?.filter.user_id ?? '*'),
  );
  const [only] = accounts;
  return accounts.size === 1 && only !== undefined ? `x:${only}` : EVERY;
}

const EVERY = 'x:*';

export function normaliseX(body: Buffer, accountId: string): NormaliseResult {
  const json = jsonOf(body);
  if (json === undefined)
    return { kind: 'malformed', code: 'body_not_json', message: 'The body is not JSON.' };
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return { kind: 'malformed', ...wrong('unknown_shape', parsed.error) };
  const { data } = parsed.data;
  const found: Found = { engagements: [], bad: [], reasons: [] };
  const events: { readonly path: Path; readonly event: ActivityEvent }[] = [];
  for (const [index, item] of [data].flat().entries()) {
    const path = Array.isArray(data) ? ['data', index] : ['data'];
    const read = event.safeParse(item);
    if (read.success) events.push({ path, event: read.data });
    else found.bad.push({ path, ...wrong('unknown_shape', read.error) });
  }
  const accounts = Map.groupBy(events, (one) => `x:${one.event.filter.user_id}`);
  if (accountId === EVERY && accounts.size > 0) {
    return inParts(body, (part) => ({
      kind: 'accounts',
      bodies: [...accounts].map(([account, mine]) => ({
        accountId: account,
        body: part(mine.map(({ path }) => path)),
      })),
      bad: badItems(found.bad, part),
    }));
  }
  for (const [account, theirs] of accounts) {
    if (account !== accountId) found.reasons.push('other_account');
    else for (const one of theirs) normaliseEvent(one.event, one.path, found);
  }
  const { engagements, bad, reasons } = found;
  if (bad.length === 0)
    return engagements.length > 0
      ? { kind: 'engagements', engagements, bad: [] }
      : { kind: 'nothing', reason: reasons[0] ?? 'empty_body' };
  // The only item is the body: its dead letter holds it unchanged.
  const [only] = bad;
  if (only && engagements.length + reasons.length === 0 && bad.length === 1) {
    return { kind: 'malformed', code: only.code, message: only.message };
  }
  return inParts(body, (part) => ({ kind: 'engagements', engagements, bad: badItems(bad, part) }));
}

interface Found {
  readonly engagements: Engagement[];
  readonly bad: BadPath[];
  /** Why items gave nothing. */
  readonly reasons: string[];
}

/** Takes note of all that one event tells. */
function normaliseEvent(item: ActivityEvent, path: Path, found: Found): void {
  const account = item.filter.user_id;
  const users = (item.includes?.users ?? []).flatMap((candidate) => {
    const read = user.safeParse(candidate);
    return read.success ? [read.data] : [];
  });
  if (item.event_type === 'dm.received') {
    fromMessages(item.payload, account, users, [...path, 'payload'], found);
    return;
  }
  const form = POST_FORMS[item.event_type];
  if (form === undefined) return void found.reasons.push('event_not_used');
  const parsed = post.safeParse(item.payload);
  if (!parsed.success) found.bad.push({ path, ...wrong('post_incomplete', parsed.error) });
  else if (parsed.data.author_id === account) found.reasons.push('own_message');
  else found.engagements.push(fromPost(parsed.data, item.event_type, form, account, users));
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
  path: Path,
  found: Found,
): void {
  const list = messages.safeParse(payload);
  if (!list.success) {
    found.bad.push({ path: path.slice(0, -1), ...wrong('message_incomplete', list.error) });
    return;
  }
  const accountId = `x:${account}`;
  for (const [index, candidate] of list.data.direct_message_events.entries()) {
    const read = message.safeParse(candidate);
    if (!read.success) {
      const at = [...path, 'direct_message_events', index];
      found.bad.push({ path: at, ...wrong('message_incomplete', read.error) });
      continue;
    }
    const { id: nativeId, type, created_timestamp, message_create } = read.data;
    const { sender_id, message_data } = message_create;
    if (type !== 'message_create' || sender_id === account) {
      found.reasons.push('own_message');
      continue;
    }
    found.engagements.push({
      engagementId: engagementIdOf(accountId, nativeId),
      network: 'x',
      accountId,
      conversationId: `${accountId}:dm-${sender_id}`,
      nativeId,
      nativeParentId: null,
      form: 'message',
      author: authorOf(sender_id, users),
      text: unescapeEntities(message_data.text),
      language: null,
      url: null,
      summoned: true,
      visibility: 'direct',
      createdAt: Number(created_timestamp),
    });
  }
  if (list.data.direct_message_events.length === 0) found.reasons.push('own_message');
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
