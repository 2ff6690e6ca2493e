/**
 * Messages in the bodies that the networks delivered. Read here a second time from the networks'
 * documentation; shares no code with the connectors.
 */
import type { Event } from '../../topics/events.ts';

/** One message of a body. */
export interface RawItem {
  /** JSON Pointer of it in the body. */
  readonly at: string;
  /** `account|native id`; null when it does not say. */
  readonly key: string | null;
  /** False for what nobody asked to receive: other kinds of events, the account's own messages. */
  readonly wanted: boolean;
}

/** A record of `inbound.raw`, without its body. */
export interface RawBody {
  readonly partition: number;
  readonly offset: number;
  readonly eventId: string;
  readonly causationId: string | null;
  readonly tenantId: string;
  /** `network:*` when the body names several accounts. */
  readonly accountId: string;
  /** None in an empty page; a body that cannot be read at all is one item. */
  readonly items: readonly RawItem[];
}

const X_WANTED = ['post.mention.create', 'post.reply.create', 'post.quote.create'];

/** What a record tells, as far as it can be read. */
export function rawBody(
  event: Event<'InboundReceived'>,
  place: { partition: number; offset: number },
): RawBody {
  const { eventId, causationId, tenantId } = event;
  const { accountId, network, body } = event.data;
  return {
    partition: place.partition,
    offset: place.offset,
    eventId,
    causationId,
    tenantId,
    accountId,
    items: network === 'mastodon' ? mastodonItems(json(body), accountId) : xItems(json(body)),
  };
}

const UNREADABLE: readonly RawItem[] = [{ at: '', key: null, wanted: true }];

function xItems(body: unknown): readonly RawItem[] {
  const data = at(body, 'data');
  if (Array.isArray(data)) return data.flatMap((item, n) => xItem(item, `/data/${n}`));
  return data === undefined ? UNREADABLE : xItem(data, '/data');
}

function xItem(item: unknown, where: string): readonly RawItem[] {
  const native = text(at(at(item, 'filter'), 'user_id'));
  const type = at(item, 'event_type');
  const payload = at(item, 'payload');
  const key = (id: unknown): string | null =>
    native === null || text(id) === null ? null : `x:${native}|${text(id)}`;
  const direct = at(payload, 'direct_message_events');
  if (type === 'dm.received' && Array.isArray(direct)) {
    return direct.map((one, n) => ({
      at: `${where}/payload/direct_message_events/${n}`,
      key: key(at(one, 'id')),
      wanted: at(one, 'type') === 'message_create' && at(at(one, 'message_create'), 'sender_id') !== native,
    }));
  }
  const wanted = X_WANTED.includes(String(type)) && at(payload, 'author_id') !== native;
  return [{ at: where, key: key(at(payload, 'id')), wanted }];
}

function mastodonItems(body: unknown, accountId: string): readonly RawItem[] {
  if (!Array.isArray(body)) return UNREADABLE;
  return body.map((item, n) => {
    const status = at(item, 'status');
    const id = text(at(status, 'id'));
    const own = `mastodon:${text(at(at(status, 'account'), 'id'))}` === accountId;
    const wanted = at(item, 'type') === 'mention' && status !== undefined && status !== null && !own;
    return { at: `/${n}`, key: id === null ? null : `${accountId}|${id}`, wanted };
  });
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined; // then it is one item that nobody can read
  }
}

function at(value: unknown, member: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
