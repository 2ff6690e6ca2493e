/** Mastodon's REST API for one account: poll notifications, post a reply, read own statuses back. */
import { z } from 'zod';
import type { ActionTarget, RateSnapshot } from '../../topics/events.ts';
import { exchange, jsonOf } from '../http.ts';
import { SEND_DEADLINE_MS } from '../limits.ts';
import { NetworkError } from '../port.ts';
import type { PlatformClient, Polled, PostRequest, PostResult, ReadBack } from '../port.ts';
import { postResult, retryAt } from '../post-outcome.ts';
import { htmlToText } from './html-text.ts';
import { withMention } from './text.ts';

export interface MastodonClientOptions {
  readonly baseUrl: string;
  /** User access token of the account. Sent in a header, never logged. */
  readonly token: string;
  /** The account's id at its server, without `mastodon:`. */
  readonly nativeAccountId: string;
  readonly now: () => number;
  readonly deadlineMs?: number;
}

/** A page of 40 notifications with long statuses stays far below. */
const MAX_ANSWER = 8 * 1024 * 1024;
const PAGE = 40;
const READ_PAGES = 5;

const created = z.object({ id: z.string().min(1), content: z.string().optional() });
const refusal = z.object({ error: z.string() });
const ids = z.array(z.object({ id: z.string().regex(/^\d{1,20}$/) }));
const statuses = z.array(
  z.object({
    id: z.string(),
    created_at: z.string(),
    in_reply_to_id: z.string().nullable().default(null),
    content: z.string(),
  }),
);
const instance = z.object({
  configuration: z.object({
    statuses: z.object({
      max_characters: z.number().int().positive(),
      characters_reserved_per_url: z.number().int().positive(),
    }),
  }),
});

/** `X-RateLimit-*`: reset in ISO 8601. Null unless all three are there. */
export function mastodonRate(headers: Readonly<Record<string, string>>): RateSnapshot | null {
  const limit = Number(headers['x-ratelimit-limit'] ?? NaN);
  const remaining = Number(headers['x-ratelimit-remaining'] ?? NaN);
  const resetAt = Date.parse(headers['x-ratelimit-reset'] ?? '');
  const counts = [limit, remaining, resetAt];
  return counts.every((value) => Number.isSafeInteger(value) && value >= 0)
    ? { limit, remaining, resetAt }
    : null;
}

export function mastodonClient(options: MastodonClientOptions): PlatformClient {
  const deadlineMs = options.deadlineMs ?? SEND_DEADLINE_MS;
  const headers = { authorization: `Bearer ${options.token}`, accept: 'application/json' };
  const accountPath = `/api/v1/accounts/${encodeURIComponent(options.nativeAccountId)}`;

  async function post({ target, idempotencyKey }: PostRequest, signal: AbortSignal): Promise<PostResult> {
    const body = JSON.stringify({
      status: withMention(target.text, target.targetAuthorHandle),
      in_reply_to_id: target.targetNativeId,
      visibility: target.visibility,
    });
    const outcome = await exchange({
      method: 'POST',
      url: new URL('/api/v1/statuses', options.baseUrl),
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: Buffer.from(body),
      deadlineMs,
      signal,
      maxBytes: MAX_ANSWER,
    });
    return postResult(outcome, {
      published: (bytes) => {
        const read = created.safeParse(jsonOf(bytes));
        if (!read.success) return null;
        return {
          id: read.data.id,
          text: read.data.content === undefined ? null : htmlToText(read.data.content),
        };
      },
      rate: mastodonRate,
      reason: (bytes) => {
        const read = refusal.safeParse(jsonOf(bytes));
        return read.success ? read.data.error : null;
      },
      now: options.now,
    });
  }

  async function get(url: URL, signal: AbortSignal) {
    const outcome = await exchange({ method: 'GET', url, headers, deadlineMs, signal, maxBytes: MAX_ANSWER });
    if (outcome.kind !== 'answered')
      throw new NetworkError('unreachable', `Mastodon cannot be read (${outcome.cause})`);
    const { status } = outcome;
    if (status === 401 || status === 403)
      throw new NetworkError('token_refused', `Mastodon answered ${status}`);
    if (status === 429) {
      const until = retryAt(outcome.headers, mastodonRate(outcome.headers), 60_000, options.now());
      throw new NetworkError('rate_limited', 'Mastodon answered 429', until);
    }
    if (status !== 200) throw new NetworkError('bad_answer', `Mastodon answered ${status}`);
    return outcome;
  }

  async function readBack(target: ActionTarget, sinceMs: number, signal: AbortSignal): Promise<ReadBack> {
    let maxId: string | null = null;
    for (let page = 0; page < READ_PAGES; page += 1) {
      const url = new URL(`${accountPath}/statuses`, options.baseUrl);
      url.searchParams.set('limit', String(PAGE));
      url.searchParams.set('exclude_reblogs', 'true');
      if (maxId !== null) url.searchParams.set('max_id', maxId);
      const read = statuses.safeParse(jsonOf((await get(url, signal)).body));
      if (!read.success) throw new NetworkError('bad_answer', 'Mastodon gave statuses in another shape');
      const recent = read.data.filter((item) => Date.parse(item.created_at) >= sinceMs);
      const mine = recent.find((item) => item.in_reply_to_id === target.targetNativeId);
      if (mine) return { found: true, networkPostId: mine.id, publishedText: htmlToText(mine.content) };
      maxId = read.data.at(-1)?.id ?? null;
      // The list is newest first: an older one in it means that everything since then has been seen.
      if (maxId === null || recent.length < read.data.length) return { found: false };
    }
    throw new NetworkError(
      'bad_answer',
      `more than ${READ_PAGES} pages since the attempt; not all were read`,
    );
  }

  async function poll(cursor: string | null, signal: AbortSignal): Promise<Polled> {
    const from = cursor ?? '0';
    const url = new URL('/api/v1/notifications', options.baseUrl);
    url.searchParams.append('types[]', 'mention');
    url.searchParams.set('limit', String(PAGE));
    // `min_id` pages upwards without gaps; `since_id` would jump to the newest page.
    url.searchParams.set('min_id', from);
    const answer = await get(url, signal);
    const read = ids.safeParse(jsonOf(answer.body));
    const contentType = answer.headers['content-type'] ?? 'application/json';
    // A page that cannot be read must not stop the account: the caller keeps its bytes, but cannot go on.
    if (!read.success) throw new NetworkError('bad_answer', 'Mastodon gave notifications in another shape');
    const above = minIdOf(answer.headers['link']) ?? highest(read.data.map((item) => item.id)) ?? from;
    return {
      body: answer.body,
      contentType,
      cursor: above,
      items: read.data.length,
      more: read.data.length === PAGE && above !== from,
    };
  }

  async function readLimits(signal: AbortSignal) {
    const answer = await get(new URL('/api/v2/instance', options.baseUrl), signal);
    const read = instance.safeParse(jsonOf(answer.body));
    if (!read.success)
      throw new NetworkError('bad_answer', 'Mastodon gave its configuration in another shape');
    const { max_characters, characters_reserved_per_url } = read.data.configuration.statuses;
    return { maxCharacters: max_characters, perUrl: characters_reserved_per_url };
  }

  return { network: 'mastodon', post, readBack, poll, readLimits };
}

/** Cursor of the page above, from a Link header (RFC 8288) whose `prev` carries `min_id`. */
export function minIdOf(link: string | undefined): string | null {
  for (const part of (link ?? '').split(/,(?=\s*<)/)) {
    const [target = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const isPrev = parameters.some((parameter) => parameter.replaceAll('"', '') === 'rel=prev');
    const address = target.startsWith('<') && target.endsWith('>') ? target.slice(1, -1) : '';
    if (!isPrev || !URL.canParse(address)) continue;
    const minId = new URL(address).searchParams.get('min_id');
    if (minId !== null && /^\d{1,20}$/.test(minId)) return minId;
  }
  return null;
}

function highest(found: readonly string[]): string | null {
  return found.reduce<string | null>(
    (most, id) => (most === null || BigInt(id) > BigInt(most) ? id : most),
    null,
  );
}
