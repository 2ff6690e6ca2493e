import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionTarget } from '../../topics/events.ts';
import { deadUrl, TestServer } from '../testing-server.ts';
import { mastodonClient, minIdOf } from './client.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const target: ActionTarget = {
  actionId: 'action-1',
  accountId: 'mastodon:2001',
  network: 'mastodon',
  kind: 'reply',
  engagementId: 'e',
  conversationId: 'c',
  targetNativeId: '11',
  targetAuthorHandle: 'jo@other.example',
  summoned: true,
  visibility: 'direct',
  targetCreatedAt: NOW,
  text: 'Thank you',
  contentHash: 'h',
  disclosures: [],
};
const running = () => new AbortController().signal;

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.open();
});
afterEach(() => server.close());

const client = (url = server.url) =>
  mastodonClient({
    baseUrl: url,
    token: 'token-1',
    nativeAccountId: '2001',
    now: () => NOW,
    deadlineMs: 2_000,
  });

describe('Mastodon client: posting', () => {
  it('sends with the key of the action, to whom it answers, as visibly as it was asked', async () => {
    const headers = {
      'x-ratelimit-limit': '300',
      'x-ratelimit-remaining': '299',
      'x-ratelimit-reset': '2026-11-24T12:05:00.000Z',
    };
    server.answers = [{ status: 200, headers, json: { id: '21', content: '<p>@jo Thank you</p>' } }];
    expect(await client().post({ target, idempotencyKey: 'key-1' }, running())).toEqual({
      outcome: 'sent',
      networkPostId: '21',
      publishedText: '@jo Thank you',
      rate: { limit: 300, remaining: 299, resetAt: NOW + 300_000 },
    });
    const [asked] = server.asked;
    expect(asked).toMatchObject({
      path: '/api/v1/statuses',
      headers: { 'idempotency-key': 'key-1', authorization: 'Bearer token-1' },
    });
    expect(JSON.parse(asked!.body)).toEqual({
      status: '@jo@other.example Thank you',
      in_reply_to_id: '11',
      visibility: 'direct',
    });
  });

  it('tells unknown from not sent', async () => {
    server.answers = ['drop', { status: 422, json: { error: 'too long' } }, { status: 502 }];
    const post = () => client().post({ target, idempotencyKey: 'k' }, running());
    expect(await post()).toMatchObject({ outcome: 'unknown', code: 'answer_lost' });
    expect(await post()).toMatchObject({
      outcome: 'not_sent',
      code: 'invalid_content',
      message: 'HTTP 422: too long',
    });
    expect(await post()).toMatchObject({ outcome: 'unknown', code: 'server_error' });
    const away = await client(await deadUrl()).post({ target, idempotencyKey: 'k' }, running());
    expect(away).toMatchObject({ outcome: 'not_sent', code: 'not_connected' });
  });
});

describe('Mastodon client: polling', () => {
  const item = (id: string) => ({ id, type: 'mention' });

  it('goes up without gaps: from the beginning, then from the page above', async () => {
    const poll = client().poll!;
    const link = `<${server.url}/api/v1/notifications?max_id=1>; rel="next", <${server.url}/api/v1/notifications?min_id=40&limit=40>; rel="prev"`;
    const full = Array.from({ length: 40 }, (_, n) => item(String(40 - n)));
    server.answers = [
      { status: 200, headers: { link }, json: full },
      { status: 200, json: [item('42'), item('41')] },
      { status: 200, json: [] },
    ];
    const first = await poll(null, running());
    expect(first).toMatchObject({ cursor: '40', items: 40, more: true });
    expect(JSON.parse(first.body.toString())).toEqual(full);
    expect(await poll(first.cursor, running())).toMatchObject({ cursor: '42', items: 2, more: false });
    expect(await poll('42', running())).toMatchObject({ cursor: '42', items: 0, more: false });
    expect(server.asked.map(({ path }) => new URL(path, server.url).searchParams.get('min_id'))).toEqual([
      '0',
      '40',
      '42',
    ]);
  });

  it('compares ids as numbers', async () => {
    server.answers = [{ status: 200, json: [item('9'), item('10')] }];
    expect(await client().poll!('8', running())).toMatchObject({ cursor: '10' });
  });

  it('keeps its cursor when the network cannot be read', async () => {
    server.answers = [
      'drop',
      { status: 429, headers: { 'retry-after': '30' } },
      { status: 200, text: '[{}]' },
    ];
    const poll = () => client().poll!('8', running());
    await expect(poll()).rejects.toMatchObject({ code: 'unreachable' });
    await expect(poll()).rejects.toMatchObject({ code: 'rate_limited', retryAt: NOW + 30_000 });
    await expect(poll()).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it('reads the link to the page above, and no other', () => {
    expect(
      minIdOf('<https://s.example/x?max_id=5>; rel="next", <https://s.example/x?min_id=7>; rel="prev"'),
    ).toBe('7');
    expect(minIdOf('<https://s.example/x?min_id=7>; rel="next"')).toBeNull();
    expect(minIdOf('nonsense; rel="prev"')).toBeNull();
    expect(minIdOf(undefined)).toBeNull();
  });
});

describe('Mastodon client: reading', () => {
  const mine = {
    id: '21',
    created_at: new Date(NOW).toISOString(),
    in_reply_to_id: '11',
    content: '<p>Thank you</p>',
  };
  const readBack = () => client().readBack(target, NOW - 60_000, running());

  it('finds the reply by its target, and says not found when older ones appear', async () => {
    server.answers = [{ status: 200, json: [{ ...mine, id: '22', in_reply_to_id: null }, mine] }];
    expect(await readBack()).toEqual({ found: true, networkPostId: '21', publishedText: 'Thank you' });
    server.answers = [
      { status: 200, json: [{ ...mine, created_at: new Date(NOW - 120_000).toISOString() }] },
    ];
    expect(await readBack()).toEqual({ found: false });
    server.answers = [{ status: 200, json: [] }];
    expect(await readBack()).toEqual({ found: false });
  });

  it('reads the limits of the server', async () => {
    const statuses = { max_characters: 5_000, characters_reserved_per_url: 23 };
    server.answers = [{ status: 200, json: { configuration: { statuses } } }];
    expect(await client().readLimits!(running())).toEqual({ maxCharacters: 5_000, perUrl: 23 });
  });
});
