/** X API v2 for one account: post a reply, read the account's own posts back. */
import { z } from 'zod';
import type { ActionTarget, RateSnapshot } from '../../topics/events.ts';
import { exchange, jsonOf } from '../http.ts';
import { SEND_DEADLINE_MS } from '../limits.ts';
import { NetworkError } from '../port.ts';
import type { PlatformClient, PostRequest, PostResult, ReadBack } from '../port.ts';
import { postResult, retryAt } from '../post-outcome.ts';
import { unescapeEntities } from './text.ts';

export interface XClientOptions {
  readonly baseUrl: string;
  /** User access token of the account. Sent in a header, never logged. */
  readonly token: string;
  /** The account's id at X, without `x:`. */
  readonly nativeAccountId: string;
  readonly now: () => number;
  readonly deadlineMs?: number;
}

const MAX_ANSWER = 2 * 1024 * 1024;
const READ_PAGES = 5;

const created = z.object({ data: z.object({ id: z.string().min(1), text: z.string().optional() }) });
const problem = z.object({ title: z.string().optional(), detail: z.string().optional() });
const timeline = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        text: z.string(),
        created_at: z.string().optional(),
        referenced_tweets: z.array(z.object({ type: z.string(), id: z.string() })).default([]),
      }),
    )
    .default([]),
  meta: z.object({ next_token: z.string().optional() }).optional(),
});

/** `x-rate-limit-*`: reset in epoch seconds. Null unless all three are there. */
export function xRate(headers: Readonly<Record<string, string>>): RateSnapshot | null {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-rate-limit-${name}`] ?? NaN),
  );
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  if (![limit, remaining, reset].every((value) => Number.isSafeInteger(value) && value >= 0)) return null;
  return { limit, remaining, resetAt: reset * 1000 };
}

export function xClient(options: XClientOptions): PlatformClient {
  const deadlineMs = options.deadlineMs ?? SEND_DEADLINE_MS;
  const headers = { authorization: `Bearer ${options.token}`, accept: 'application/json' };

  async function post({ target }: PostRequest, signal: AbortSignal): Promise<PostResult> {
    const body = JSON.stringify({
      text: target.text,
      reply: { in_reply_to_tweet_id: target.targetNativeId },
    });
    const outcome = await exchange({
      method: 'POST',
      url: new URL('/2/tweets', options.baseUrl),
      headers: { ...headers, 'content-type': 'application/json' },
      body: Buffer.from(body),
      deadlineMs,
      signal,
      maxBytes: MAX_ANSWER,
    });
    return postResult(outcome, {
      published: (bytes) => {
        const read = created.safeParse(jsonOf(bytes));
        return read.success ? { id: read.data.data.id, text: read.data.data.text ?? null } : null;
      },
      rate: xRate,
      reason: (bytes) => {
        const read = problem.safeParse(jsonOf(bytes));
        return read.success ? (read.data.detail ?? read.data.title ?? null) : null;
      },
      now: options.now,
    });
  }

  async function readBack(target: ActionTarget, sinceMs: number, signal: AbortSignal): Promise<ReadBack> {
    let token: string | undefined;
    for (let page = 0; page < READ_PAGES; page += 1) {
      const answer = await readPage(sinceMs, token, signal);
      const mine = answer.data.find(
        (item) =>
          item.referenced_tweets.some((r) => r.type === 'replied_to' && r.id === target.targetNativeId) &&
          (item.created_at === undefined || Date.parse(item.created_at) >= sinceMs),
      );
      if (mine) return { found: true, networkPostId: mine.id, publishedText: unescapeEntities(mine.text) };
      token = answer.meta?.next_token;
      if (token === undefined) return { found: false };
    }
    throw new NetworkError(
      'bad_answer',
      `more than ${READ_PAGES} pages since the attempt; not all were read`,
    );
  }

  async function readPage(sinceMs: number, token: string | undefined, signal: AbortSignal) {
    const url = new URL(`/2/users/${encodeURIComponent(options.nativeAccountId)}/tweets`, options.baseUrl);
    url.searchParams.set('max_results', '100');
    url.searchParams.set('start_time', new Date(sinceMs).toISOString());
    url.searchParams.set('tweet.fields', 'created_at,referenced_tweets');
    if (token !== undefined) url.searchParams.set('pagination_token', token);
    const outcome = await exchange({ method: 'GET', url, headers, deadlineMs, signal, maxBytes: MAX_ANSWER });
    if (outcome.kind !== 'answered')
      throw new NetworkError('unreachable', `X cannot be read (${outcome.cause})`);
    const { status } = outcome;
    if (status === 401 || status === 403) throw new NetworkError('token_refused', `X answered ${status}`);
    if (status === 429) {
      const until = retryAt(outcome.headers, xRate(outcome.headers), 60_000, options.now());
      throw new NetworkError('rate_limited', 'X answered 429', until);
    }
    const read = timeline.safeParse(jsonOf(outcome.body));
    if (status !== 200 || !read.success)
      throw new NetworkError('bad_answer', `X answered ${status} in another shape`);
    return read.data;
  }

  return { network: 'x', post, readBack, poll: null, readLimits: null };
}
