import type { Context } from 'hono';
import type { Counters } from './counters.ts';
import type { Call } from './operation.ts';
import type { Store } from './store.ts';
import type { Account, InboundMessage, Post } from './types.ts';
import { invalid, jsonBody, mentions, problem, rewriteText, tweetObject, weightedLength } from './x-wire.ts';

const MAX_WEIGHT = 280;
/** † How long X remembers a text is not published; a day is what clients observe. */
const DUPLICATE_MS = 24 * 60 * 60_000;

const forbidden = (detail: string) => problem(403, 'Forbidden', detail);

/** Posts of X: who may reply to what, what is refused and how it is read back. */
export class XPosts {
  readonly #store: Store;
  readonly #counters: Counters;

  constructor(store: Store, counters: Counters) {
    this.#store = store;
    this.#counters = counters;
  }

  async create(c: Context, { account, requestId, now }: Call): Promise<Response> {
    const body = await jsonBody(c);
    const text = body?.['text'];
    if (typeof text !== 'string' || text.trim() === '') return invalid('text must not be empty');
    const reply = body?.['reply'] as { in_reply_to_tweet_id?: unknown } | undefined;
    const target = reply === undefined ? null : reply.in_reply_to_tweet_id;
    if (target !== null && typeof target !== 'string')
      return invalid('in_reply_to_tweet_id must be a string');
    const answered = target === null ? null : (this.#store.inbound.get(target) ?? null);
    const own = target === null ? null : (this.#store.posts.get(target) ?? null);
    if (target !== null && !answered && !own) {
      return forbidden('You attempted to reply to a Tweet that is deleted or not visible to you.');
    }
    if (answered && !this.#isSummons(answered, account)) {
      return forbidden(
        'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.',
      );
    }
    const posts = [...this.#store.posts.values()].filter((p) => p.accountId === account.accountId);
    if (answered && posts.some((p) => p.inReplyTo === target)) {
      return forbidden('You have already replied to this interaction; one automated reply is allowed.');
    }
    const to = answered?.author.handle ?? null;
    if (weightedLength(text, to) > MAX_WEIGHT) return invalid('Your Tweet text is too long.');
    const storedText = rewriteText(text, to);
    if (posts.some((p) => p.storedText === storedText && now - Date.parse(p.at) < DUPLICATE_MS)) {
      return forbidden('You are not allowed to create a Tweet with duplicate content.');
    }
    const post = await this.#store.acceptPost(
      {
        nativePostId: this.#store.ids.next(now),
        accountId: account.accountId,
        inReplyTo: target,
        text,
        storedText,
        idempotencyKey: null,
        requestId,
      },
      now,
    );
    this.#counters.add('accepted post.create');
    return Response.json({ data: tweetObject(post, '', null, []) }, { status: 201 });
  }

  /** X's rule since 2026-02: the author mentioned the account, or quoted a post of it. */
  #isSummons(message: InboundMessage, account: Account): boolean {
    const quoted =
      message.kind === 'quote' && message.inReplyToId !== null && this.#store.posts.has(message.inReplyToId);
    return mentions(message.text, account.handle) || quoted;
  }

  async read(c: Context): Promise<Response> {
    const id = c.req.param('id') ?? '';
    const post = this.#store.posts.get(id);
    if (!post || this.#store.deleted.has(id)) return Response.json({ errors: [notFound(id)] });
    return Response.json({ data: this.#object(c, post) });
  }

  async timeline(c: Context): Promise<Response> {
    const q = c.req.query();
    const size = Number(q['max_results'] ?? 10);
    if (!(size >= 5 && size <= 100)) return invalid('max_results must be between 5 and 100');
    const since = BigInt(q['since_id'] ?? 0);
    const until = BigInt(q['pagination_token'] ?? q['until_id'] ?? '9223372036854775807');
    const from = Date.parse(q['start_time'] ?? '1970-01-01T00:00:00Z');
    const to = Date.parse(q['end_time'] ?? '9999-01-01T00:00:00Z');
    const matching = [...this.#store.posts.values()]
      .filter((p) => p.accountId === c.req.param('id') && !this.#store.deleted.has(p.nativePostId))
      .filter((p) => BigInt(p.nativePostId) > since && BigInt(p.nativePostId) < until)
      .filter((p) => Date.parse(p.at) >= from && Date.parse(p.at) < to)
      .reverse();
    const page = matching.slice(0, size);
    const last = page.at(-1);
    if (!last) return Response.json({ meta: { result_count: 0 } });
    const meta = {
      result_count: page.length,
      newest_id: page[0]!.nativePostId,
      oldest_id: last.nativePostId,
    };
    const more = matching.length > size ? { next_token: last.nativePostId } : {};
    return Response.json({ data: page.map((p) => this.#object(c, p)), meta: { ...meta, ...more } });
  }

  async delete(c: Context, { account, requestId, now }: Call): Promise<Response> {
    const post = this.#store.posts.get(c.req.param('id') ?? '');
    if (!post || this.#store.deleted.has(post.nativePostId))
      return Response.json({ data: { deleted: false } });
    if (post.accountId !== account.accountId)
      return forbidden('You are not authorized to delete this Tweet.');
    await this.#store.deletePost(post, now, requestId);
    return Response.json({ data: { deleted: true } });
  }

  async hide(c: Context, { account, requestId, now }: Call): Promise<Response> {
    const hidden = (await jsonBody(c))?.['hidden'];
    if (typeof hidden !== 'boolean') return invalid('hidden must be a boolean');
    const message = this.#store.inbound.get(c.req.param('id') ?? '');
    if (!message) return problem(404, 'Not Found Error', 'Could not find the reply.');
    // X lets only the author of the conversation's first post hide replies in it.
    if (!this.#store.posts.has(message.conversationId))
      return forbidden('You are not the author of this conversation.');
    const { nativeId } = message;
    const { accountId } = account;
    await this.#store.note({
      type: 'hidden',
      nativeId,
      accountId,
      hidden,
      requestId,
      at: new Date(now).toISOString(),
    });
    return Response.json({ data: { hidden } });
  }

  #object(c: Context, post: Post) {
    const answered = post.inReplyTo ? this.#store.inbound.get(post.inReplyTo) : undefined;
    const conversation = answered?.conversationId ?? post.inReplyTo ?? post.nativePostId;
    return tweetObject(
      post,
      conversation,
      answered?.author.id ?? null,
      (c.req.query('tweet.fields') ?? '').split(','),
    );
  }
}

/** X answers a lookup of an unknown post with 200 and an `errors` list. */
function notFound(id: string) {
  return {
    value: id,
    detail: `Could not find tweet with id: [${id}].`,
    title: 'Not Found Error',
    resource_type: 'tweet',
    parameter: 'id',
    resource_id: id,
    type: 'https://api.twitter.com/2/problems/resource-not-found',
  };
}
