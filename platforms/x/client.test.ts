import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionTarget } from '../../topics/events.ts';
import { deadUrl, TestServer } from '../testing-server.ts';
import type { Answer } from '../testing-server.ts';
import { xClient } from './client.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const target: ActionTarget = {
  actionId: 'action-1',
  accountId: 'x:1001',
  network: 'x',
  kind: 'reply',
  engagementId: 'e',
  conversationId: 'c',
  targetNativeId: '500',
  targetAuthorHandle: 'jo',
  summoned: true,
  visibility: 'public',
  targetCreatedAt: NOW,
  text: 'Thank you ☕',
  contentHash: 'h',
  disclosures: [],
};
const running = () => new AbortController().signal;

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.open();
});
afterEach(() => server.close());

const client = (options: { url?: string; deadlineMs?: number } = {}) =>
  xClient({
    baseUrl: options.url ?? server.url,
    token: 'token-1',
    nativeAccountId: '1001',
    now: () => NOW,
    deadlineMs: options.deadlineMs ?? 2_000,
  });
const post = (...answers: Answer[]) => {
  server.answers = answers;
  return client().post({ target, idempotencyKey: 'key-1' }, running());
};

describe('X client: posting', () => {
  it('sends one reply, the token in its header only, and reads id and rate', async () => {
    const headers = {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '42',
      'x-rate-limit-reset': '1795000000',
    };
    const result = await post({
      status: 201,
      headers,
      json: { data: { id: '900', text: '@jo Thank you ☕' } },
    });
    expect(result).toEqual({
      outcome: 'sent',
      networkPostId: '900',
      publishedText: '@jo Thank you ☕',
      rate: { limit: 100, remaining: 42, resetAt: 1_795_000_000_000 },
    });
    expect(server.asked).toHaveLength(1);
    const [asked] = server.asked;
    expect(asked).toMatchObject({
      method: 'POST',
      path: '/2/tweets',
      headers: { authorization: 'Bearer token-1' },
    });
    expect(JSON.parse(asked!.body)).toEqual({ text: 'Thank you ☕', reply: { in_reply_to_tweet_id: '500' } });
  });

  it.each<[string, Answer]>([
    ['drops the answer', 'drop'],
    ['breaks off in the middle of the answer', 'break_off'],
    ['fails inside', { status: 500 }],
    ['is away behind its proxy', { status: 503, json: { title: 'Service Unavailable' } }],
    ['timed out reading us', { status: 408 }],
    ['answers 200 in another shape', { status: 200, json: { ok: true } }],
    ['answers 200 with a page', { status: 200, text: '<html>' }],
  ])('does not know, and does not try again, when the network %s', async (_name, answer) => {
    expect((await post(answer)).outcome).toBe('unknown');
    expect(server.asked).toHaveLength(1);
  });

  it('does not know when no answer comes in time', async () => {
    server.answers = ['hang'];
    const result = await client({ deadlineMs: 150 }).post({ target, idempotencyKey: 'k' }, running());
    expect(result).toMatchObject({ outcome: 'unknown', code: 'deadline_passed' });
  });

  it('does not know when it is stopped after sending', async () => {
    server.answers = ['hang'];
    const stop = new AbortController();
    const result = client().post({ target, idempotencyKey: 'k' }, stop.signal);
    while (server.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await result).toMatchObject({ outcome: 'unknown', code: 'deadline_passed' });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const result = await client({ url: await deadUrl() }).post({ target, idempotencyKey: 'k' }, running());
    expect(result).toMatchObject({ outcome: 'not_sent', code: 'not_connected', retryable: true });
  });

  it('knows that nothing was sent when it was stopped before', async () => {
    const result = await client().post({ target, idempotencyKey: 'k' }, AbortSignal.abort());
    expect(result).toMatchObject({ outcome: 'not_sent', code: 'stopped_before_send' });
    expect(server.asked).toEqual([]);
  });

  it.each<[string, boolean, Answer]>([
    ['refused_by_network', false, { status: 403, json: { detail: 'not mentioned' } }],
    ['invalid_content', false, { status: 400, json: { title: 'Invalid Request' } }],
    ['target_gone', false, { status: 404 }],
    ['token_refused', true, { status: 401 }],
    ['refused_by_network', false, { status: 418 }],
    ['redirected', false, { status: 307, headers: { location: '/elsewhere' } }],
  ])('knows that it was refused: %s, again: %s', async (code, retryable, answer) => {
    expect(await post(answer)).toMatchObject({ outcome: 'not_sent', code, retryable });
    expect(server.asked).toHaveLength(1);
  });

  it('waits until the reset that X names', async () => {
    const headers = {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(NOW / 1000 + 300),
    };
    expect(await post({ status: 429, headers })).toMatchObject({
      outcome: 'not_sent',
      code: 'rate_limited',
      retryAt: NOW + 300_000,
    });
    expect(await post({ status: 429 })).toMatchObject({
      code: 'rate_limited',
      retryAt: NOW + 60_000,
      rate: null,
    });
    const later = { ...headers, 'retry-after': '900' };
    expect(await post({ status: 429, headers: later })).toMatchObject({ retryAt: NOW + 900_000 });
  });

  it('repeats nothing of a token or a text in what it says about a failure', async () => {
    const said = JSON.stringify([
      await post('drop'),
      await post({ status: 500 }),
      await post({ status: 401 }),
    ]);
    expect(said).not.toContain('token-1');
    expect(said).not.toContain('Thank you');
  });
});

describe('X client: reading back', () => {
  const mine = {
    id: '900',
    text: '@jo Thank you &amp; more',
    created_at: new Date(NOW).toISOString(),
    referenced_tweets: [{ type: 'replied_to', id: '500' }],
  };
  const other = { ...mine, id: '901', referenced_tweets: [{ type: 'replied_to', id: '501' }] };
  const readBack = () => client().readBack(target, NOW - 60_000, running());

  it('finds the reply by its target, on a later page too', async () => {
    server.answers = [
      { status: 200, json: { data: [other], meta: { next_token: 'more' } } },
      { status: 200, json: { data: [mine], meta: {} } },
    ];
    expect(await readBack()).toEqual({
      found: true,
      networkPostId: '900',
      publishedText: '@jo Thank you & more',
    });
    expect(server.asked[1]?.path).toContain('pagination_token=more');
  });

  it('does not take an older reply for it', async () => {
    server.answers = [
      { status: 200, json: { data: [{ ...mine, created_at: new Date(NOW - 120_000).toISOString() }] } },
    ];
    expect(await readBack()).toEqual({ found: false });
  });

  it('says not found only when everything was read', async () => {
    server.answers = [{ status: 200, json: { meta: { result_count: 0 } } }];
    expect(await readBack()).toEqual({ found: false });
    server.answers = Array.from({ length: 9 }, () => ({
      status: 200,
      json: { data: [other], meta: { next_token: 'more' } },
    }));
    await expect(readBack()).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it.each<[string, Answer]>([
    ['unreachable', 'drop'],
    ['token_refused', { status: 401 }],
    ['rate_limited', { status: 429 }],
    ['bad_answer', { status: 500 }],
    ['bad_answer', { status: 200, text: 'nonsense' }],
  ])('says that it cannot read: %s', async (code, answer) => {
    server.answers = [answer];
    await expect(readBack()).rejects.toMatchObject({ name: 'NetworkError', code });
  });
});
