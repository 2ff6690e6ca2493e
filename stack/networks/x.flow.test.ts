import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SECRET, startRig, startTarget, until } from './testing.ts';
import type { Received, Rig } from './testing.ts';

let rig: Rig;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  await rig.close();
  for (const server of open.splice(0)) await server.close();
});

const hmac = (text: string) => `sha256=${createHmac('sha256', SECRET).update(text, 'utf8').digest('base64')}`;
const crcAnswer = (r: Received) => ({
  status: 200,
  body: JSON.stringify({
    response_token: hmac(new URL(r.url, 'http://t.example').searchParams.get('crc_token') ?? ''),
  }),
});
const target = async (onPost: (n: number) => number = () => 200) => {
  let posts = 0;
  const server = await startTarget((r) =>
    r.method === 'GET' ? crcAnswer(r) : { status: onPost((posts += 1)) },
  );
  open.push(server);
  return server;
};
const journal = async (part: string) =>
  (await readFile(join(rig.dataDir, `x.${part}.jsonl`), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const rigState = async () => (await rig.state()).networks['x']!;
const reply = (id: string, text: string) =>
  rig.x('POST', '/2/tweets', { text, reply: { in_reply_to_tweet_id: id } });

describe('webhooks of the simulated X', () => {
  it('are registered only with a correct CRC answer', async () => {
    const wrong = await startTarget(() => ({ status: 200, body: '{"response_token":"sha256=nonsense"}' }));
    open.push(wrong);
    const refused = await rig.x('POST', '/2/webhooks', { url: wrong.url });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('CrcValidationFailed');
    const right = await target();
    expect((await rig.x('POST', '/2/webhooks', { url: right.url })).status).toBe(200);
  });

  it('carry a signature over exactly the bytes sent, and X Activity shape', async () => {
    const hook = await target();
    await rig.post('/webhooks', { url: hook.url });
    const made = await rig.inject('x', { text: 'cold brew? ☕ <now>' });
    const [post] = await until(hook.posts, (all) => all.length === 1);
    expect(post!.signature).toBe(hmac(post!.body));
    expect(JSON.parse(post!.body).data).toMatchObject({
      event_uuid: made.eventId,
      event_type: 'post.mention.create',
      filter: { user_id: '1001' },
      payload: { id: made.nativeId, author_id: '77', text: '@acmecoffee cold brew? ☕ &lt;now&gt;' },
    });
  });

  it('are tried again until 200, and every attempt and the outcome is journaled', async () => {
    const hook = await target((n) => (n < 3 ? 500 : 200));
    await rig.post('/webhooks', { url: hook.url });
    await rig.inject('x');
    await until(
      () => journal('deliveries'),
      (lines) => lines.some((l) => l.outcome === 'delivered'),
    );
    const lines = await journal('deliveries');
    expect(lines.filter((l) => l.type === 'attempt').map((l) => l.status)).toEqual([500, 500, 200]);
  });

  it('end as undelivered after the last try, and a replay sends them again', async () => {
    let broken = true;
    const hook = await target(() => (broken ? 503 : 200));
    await rig.post('/webhooks', { url: hook.url });
    const made = await rig.inject('x');
    await until(
      () => rig.state(),
      (s) => (s.networks['x']!['undelivered'] as object[]).length === 1,
    );
    expect(hook.posts()).toHaveLength(6);
    broken = false;
    expect(await rig.post('/replay', { network: 'x' })).toEqual({ replayed: 1 });
    const posts = await until(hook.posts, (all) => all.length === 7);
    expect(JSON.parse(posts[6]!.body).data.event_uuid).toBe(made.eventId);
  });

  it('follow the target when it moves, also those that wait for their next try', async () => {
    const old = await target(() => 503);
    await rig.post('/webhooks', { url: old.url });
    const made = await rig.inject('x');
    await until(rigState, (s) => (s['undelivered'] as object[]).length === 1);
    const moved = await target();
    await rig.post('/webhooks', { url: moved.url });
    const [post] = await until(moved.posts, (all) => all.length === 1);
    expect(JSON.parse(post!.body).data.event_uuid).toBe(made.eventId);
    expect((await rigState())['webhooks']).toEqual([expect.objectContaining({ url: moved.url })]);
    await rig.inject('x');
    await until(moved.posts, (all) => all.length === 2);
    expect(old.posts()).toHaveLength(6);
  });

  it('are doubled and shuffled by fault rules, with nothing lost', async () => {
    const hook = await target();
    await rig.post('/webhooks', { url: hook.url });
    await rig.post('/faults', [
      { network: 'x', operation: 'webhook.deliver', effect: { type: 'duplicate', times: 2 } },
      { network: 'x', operation: 'webhook.deliver', effect: { type: 'shuffle', window: 20 } },
    ]);
    const made = [];
    for (let n = 0; n < 10; n += 1) made.push((await rig.inject('x', { text: `message ${n}` })).eventId);
    const posts = await until(hook.posts, (all) => all.length === 20);
    const ids = posts.map((p) => JSON.parse(p.body).data.event_uuid as string);
    expect(ids.toSorted()).toEqual([...made, ...made].toSorted());
    expect([...new Set(ids)]).not.toEqual(made);
  });

  it('that were under way when the network stopped are sent after it starts again', async () => {
    const hook = await target((n) => (n === 1 ? 500 : 200));
    await rig.post('/webhooks', { url: hook.url });
    await rig.post('/faults', {
      network: 'x',
      operation: 'webhook.deliver',
      effect: { type: 'delay', ms: 60_000 },
    });
    const made = await rig.inject('x');
    await rig.close();
    rig = await startRig(rig.dataDir);
    const [post] = await until(hook.posts, (all) => all.length > 0);
    expect(JSON.parse(post!.body).data.event_uuid).toBe(made.eventId);
  });
});

describe('posts at the simulated X', () => {
  it('are journaled with the text as sent, and answered with the text as stored', async () => {
    const { nativeId } = await rig.inject('x');
    const answer = await reply(nativeId, 'see https://example.com/help');
    expect(answer.status).toBe(201);
    const { data } = (await answer.json()) as { data: { id: string; text: string } };
    expect(data.text).toMatch(/^@jo see https:\/\/t\.co\/\w{10}$/);
    expect(await journal('posts')).toEqual([
      expect.objectContaining({
        type: 'posted',
        nativePostId: data.id,
        accountId: '1001',
        inReplyTo: nativeId,
        text: 'see https://example.com/help',
        idempotencyKey: null,
        at: '2026-05-01T12:00:00.000Z',
      }),
    ]);
    const list = (await (await rig.x('GET', '/2/users/1001/tweets?tweet.fields=created_at')).json()) as {
      data: object[];
    };
    expect(list.data).toEqual([
      expect.objectContaining({ id: data.id, created_at: '2026-05-01T12:00:00.000Z' }),
    ]);
  });

  it('are refused unless the author summoned the account, and after one reply', async () => {
    const comment = await rig.inject('x', { kind: 'comment', text: 'just talking', inReplyToId: '1' });
    const refused = await reply(comment.nativeId, 'hello');
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('not been mentioned');
    const mention = await rig.inject('x');
    expect((await reply(mention.nativeId, 'one')).status).toBe(201);
    expect((await reply(mention.nativeId, 'two')).status).toBe(403);
    expect((await reply('404404', 'three')).status).toBe(403);
  });

  it('are refused when too long, empty, duplicate, or without a valid token', async () => {
    expect((await rig.x('POST', '/2/tweets', { text: 'x'.repeat(281) })).status).toBe(400);
    expect((await rig.x('POST', '/2/tweets', { text: ' ' })).status).toBe(400);
    expect((await rig.x('POST', '/2/tweets', { text: '字'.repeat(141) })).status).toBe(400);
    expect((await rig.x('POST', '/2/tweets', { text: 'same' })).status).toBe(201);
    const again = await rig.x('POST', '/2/tweets', { text: 'same' });
    expect([again.status, await again.text()]).toEqual([403, expect.stringContaining('duplicate content')]);
    const foreign = await rig.x('POST', '/2/tweets', { text: 'b' }, 'guessed');
    expect([foreign.status, foreign.headers.get('x-rate-limit-limit')]).toEqual([401, null]);
  });

  it('are limited to 100 in any 15 minutes by the clock of X, with its headers and no Retry-After', async () => {
    for (let n = 0; n < 100; n += 1) {
      rig.clock.ms += 1_000;
      expect((await rig.x('POST', '/2/tweets', { text: `post ${n}` })).status).toBe(201);
    }
    const refused = await rig.x('POST', '/2/tweets', { text: 'one more' });
    expect([
      refused.status,
      refused.headers.get('x-rate-limit-remaining'),
      refused.headers.get('retry-after'),
    ]).toEqual([429, '0', null]);
    const resetMs = Number(refused.headers.get('x-rate-limit-reset')) * 1000;
    rig.clock.ms = resetMs - 1;
    expect((await rig.x('POST', '/2/tweets', { text: 'still early' })).status).toBe(429);
    rig.clock.ms = resetMs;
    expect((await rig.x('POST', '/2/tweets', { text: 'in time' })).status).toBe(201);
    const limits = (await rig.state()).networks['x']!['limits'] as {
      limit: string;
      maxUsed: number;
      refused: number;
    }[];
    expect(limits.find((l) => l.limit === 'POST /2/tweets')).toMatchObject({ maxUsed: 100, refused: 2 });
  });

  it('count per account: another account has its own token and its own window', async () => {
    const { token } = await rig.post('/accounts', {
      network: 'x',
      accountId: '1002',
      handle: 'acmetea',
      name: 'Tea',
    });
    await rig.x('POST', '/2/tweets', { text: 'mine' });
    const other = await rig.x('POST', '/2/tweets', { text: 'mine' }, String(token));
    expect([other.status, other.headers.get('x-rate-limit-remaining')]).toEqual([201, '99']);
  });

  it('that were deleted are gone, and only their owner deletes them', async () => {
    const { data } = (await (await rig.x('POST', '/2/tweets', { text: 'oops' })).json()) as {
      data: { id: string };
    };
    const { token } = await rig.post('/accounts', { network: 'x', accountId: '1002', handle: 'acmetea' });
    expect((await rig.x('DELETE', `/2/tweets/${data.id}`, undefined, String(token))).status).toBe(403);
    expect(await (await rig.x('DELETE', `/2/tweets/${data.id}`)).json()).toEqual({ data: { deleted: true } });
    expect(await (await rig.x('GET', `/2/tweets/${data.id}`)).json()).toMatchObject({
      errors: [{ title: 'Not Found Error' }],
    });
  });

  it('hide a reply in the own conversation only', async () => {
    const { data } = (await (await rig.x('POST', '/2/tweets', { text: 'news' })).json()) as {
      data: { id: string };
    };
    const own = await rig.inject('x', { kind: 'reply', inReplyToId: data.id });
    const other = await rig.inject('x');
    expect(await (await rig.x('PUT', `/2/tweets/${own.nativeId}/hidden`, { hidden: true })).json()).toEqual({
      data: { hidden: true },
    });
    expect((await rig.x('PUT', `/2/tweets/${other.nativeId}/hidden`, { hidden: true })).status).toBe(403);
  });
});

describe('ids of the simulated X', () => {
  it('do not repeat after a restart, even when its clock starts at the same moment again', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const hook = await target();
      const made = (await (await rig.x('POST', '/2/webhooks', { url: hook.url })).json()) as {
        data: { id: string };
      };
      ids.push(made.data.id);
      await rig.close();
      rig = await startRig(rig.dataDir);
      ids.push((await rig.inject('x', { deliver: false })).nativeId);
      const posted = (await (await rig.x('POST', '/2/tweets', { text: `round ${round}` })).json()) as {
        data: { id: string };
      };
      ids.push(posted.data.id);
      await rig.close();
      rig = await startRig(rig.dataDir);
    }
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('faults at the simulated X', () => {
  it('accept-then-drop leaves the post in the journal and the caller without an answer', async () => {
    await rig.post('/faults', {
      network: 'x',
      operation: 'post.create',
      count: 1,
      effect: { type: 'drop-answer' },
    });
    await expect(rig.x('POST', '/2/tweets', { text: 'did it arrive?' })).rejects.toThrow('fetch failed');
    expect(await journal('posts')).toEqual([
      expect.objectContaining({ type: 'posted', text: 'did it arrive?' }),
    ]);
    const list = (await (await rig.x('GET', '/2/users/1001/tweets')).json()) as { data: { text: string }[] };
    expect(list.data.map((p) => p.text)).toEqual(['did it arrive?']);
  });

  it('drop-request leaves nothing behind', async () => {
    await rig.post('/faults', {
      network: 'x',
      operation: 'post.create',
      count: 1,
      effect: { type: 'drop-request' },
    });
    await expect(rig.x('POST', '/2/tweets', { text: 'lost' })).rejects.toThrow('fetch failed');
    expect((await rig.state()).networks['x']!['posts']).toBe(0);
  });

  it('429 comes with and without Retry-After, and a refusal with its status', async () => {
    const fault = (effect: object) =>
      rig.post('/faults', { network: 'x', operation: 'post.create', count: 1, effect });
    const tried = async () => {
      const answer = await rig.x('POST', '/2/tweets', { text: 'try' });
      return [answer.status, answer.headers.get('retry-after')];
    };
    await fault({ type: 'rate-limit', retryAfter: 7 });
    expect(await tried()).toEqual([429, '7']);
    await fault({ type: 'rate-limit' });
    expect(await tried()).toEqual([429, null]);
    await fault({ type: 'refuse', status: 503 });
    expect(await tried()).toEqual([503, null]);
    expect(await tried()).toEqual([201, null]);
  });

  it('hang gives no answer until the caller gives up, and accepts nothing', async () => {
    await rig.post('/faults', { network: 'x', operation: 'post.create', count: 1, effect: { type: 'hang' } });
    const given = fetch(`${rig.urls.x}/2/tweets`, {
      method: 'POST',
      headers: { authorization: 'Bearer x-token' },
      body: '{"text":"wait"}',
      signal: AbortSignal.timeout(300),
    });
    await expect(given).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await rig.state()).networks['x']!['posts']).toBe(0);
  });
});

describe('the control API', () => {
  it('says which message of a batch makes no sense and takes none of it', async () => {
    const good = { network: 'x', accountId: '1001', author: { id: '1', handle: 'a' }, text: 'hi' };
    await expect(rig.post('/inject', [good, { ...good, text: '' }])).rejects.toThrow(
      'message 1: text must be',
    );
    await expect(rig.post('/inject', { ...good, network: 'orkut' })).rejects.toThrow(
      'network must be one of x, mastodon',
    );
    await expect(rig.post('/inject', { ...good, accountId: '9' })).rejects.toThrow('x has no account 9');
    expect((await rig.state()).networks['x']!['inbound']).toBe(0);
  });
});
