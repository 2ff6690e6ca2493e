import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig } from './testing.ts';
import type { Rig } from './testing.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

interface Status {
  readonly id: string;
  readonly content: string;
}
const toot = async (status: string, key?: string, more: object = {}) => {
  const answer = await rig.mastodon(
    'POST',
    '/api/v1/statuses',
    { status, ...more },
    key ? { 'idempotency-key': key } : {},
  );
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Status & { error?: string },
  };
};
const posts = async () => (await rig.state()).networks['mastodon']!['posts'];

describe('notifications of the simulated Mastodon', () => {
  it('are read once each by following min_id, oldest page first', async () => {
    for (let n = 0; n < 5; n += 1) await rig.inject('mastodon', { text: `message ${n}` });
    const read: string[] = [];
    let min = '0';
    for (;;) {
      const answer = await rig.mastodon('GET', `/api/v1/notifications?limit=2&min_id=${min}&types[]=mention`);
      const batch = (await answer.json()) as { id: string; type: string; status: Status }[];
      if (batch.length === 0) break;
      expect(answer.headers.get('link')).toContain(`min_id=${batch[0]!.id}>; rel="prev"`);
      read.push(...batch.toReversed().map((n) => n.status.content));
      min = batch[0]!.id;
    }
    expect(read.map((html) => html.replace(/<[^>]+>/g, ''))).toEqual(
      [0, 1, 2, 3, 4].map((n) => `@acmecoffee message ${n}`),
    );
  });

  it('keep other types out, and other accounts', async () => {
    await rig.inject('mastodon');
    expect(await (await rig.mastodon('GET', '/api/v1/notifications?types[]=follow')).json()).toEqual([]);
    const { token } = await rig.post('/accounts', {
      network: 'mastodon',
      accountId: '2002',
      handle: 'tea@social.example',
    });
    const other = await rig.mastodon('GET', '/api/v1/notifications', undefined, {
      authorization: `Bearer ${String(token)}`,
    });
    expect(await other.json()).toEqual([]);
  });
});

describe('statuses of the simulated Mastodon', () => {
  it('posted again with the same Idempotency-Key are the same status for an hour', async () => {
    const both = await Promise.all([toot('hello', 'k1'), toot('hello', 'k1')]);
    expect(both[0].body.id).toBe(both[1].body.id);
    rig.clock.ms += 59 * 60_000;
    expect((await toot('other text, same key', 'k1')).body.id).toBe(both[0].body.id);
    expect(await posts()).toBe(1);
    rig.clock.ms += 61_000;
    expect((await toot('hello', 'k1')).body.id).not.toBe(both[0].body.id);
    expect(await posts()).toBe(2);
  });

  it('keep their key across a restart', async () => {
    const first = await toot('hello', 'k1');
    await rig.close();
    rig = await startRig(rig.dataDir);
    expect((await toot('hello', 'k1')).body.id).toBe(first.body.id);
    expect(await posts()).toBe(1);
  });

  it('with another key, or none, are another status', async () => {
    const ids = [await toot('same', 'a'), await toot('same', 'b'), await toot('same')].map((t) => t.body.id);
    expect(new Set(ids).size).toBe(3);
  });

  it('reply to a status that exists, and stand in its context', async () => {
    await rig.inject('mastodon', { text: 'question?' });
    const [asked] = (await (await rig.mastodon('GET', '/api/v1/notifications')).json()) as {
      status: Status;
    }[];
    const answered = await toot('@jo answer', undefined, { in_reply_to_id: asked!.status.id });
    const context = await rig.mastodon('GET', `/api/v1/statuses/${answered.body.id}/context`);
    expect(await context.json()).toMatchObject({ ancestors: [{ id: asked!.status.id }], descendants: [] });
    expect((await toot('lost', undefined, { in_reply_to_id: '1' })).status).toBe(404);
  });

  it('over 500 characters or blank are refused with 422', async () => {
    expect((await toot('x'.repeat(501))).body.error).toContain('Text character limit of 500 exceeded');
    expect((await toot('x'.repeat(470) + ' https://example.com/' + 'y'.repeat(200))).status).toBe(200);
    expect((await toot(' ')).status).toBe(422);
  });

  it('are listed for their account, and gone when deleted', async () => {
    const kept = await toot('keep');
    const gone = await toot('delete me');
    const deleted = await rig.mastodon('DELETE', `/api/v1/statuses/${gone.body.id}`);
    expect(await deleted.json()).toMatchObject({ id: gone.body.id, text: 'delete me' });
    const list = (await (await rig.mastodon('GET', '/api/v1/accounts/2001/statuses')).json()) as Status[];
    expect(list.map((s) => s.id)).toEqual([kept.body.id]);
    expect((await rig.mastodon('GET', `/api/v1/statuses/${gone.body.id}`)).status).toBe(404);
  });

  it('are limited to 300 calls in any 5 minutes over reads and writes', async () => {
    const calls = Array.from({ length: 299 }, () =>
      rig.mastodon('GET', '/api/v1/accounts/verify_credentials'),
    );
    for (const answer of await Promise.all(calls)) expect(answer.status).toBe(200);
    expect((await toot('the last')).headers.get('x-ratelimit-remaining')).toBe('0');
    const refused = await toot('too many');
    expect([refused.status, refused.headers.get('x-ratelimit-reset')]).toEqual([
      429,
      '2026-05-01T12:05:00.000Z',
    ]);
    rig.clock.ms += 5 * 60_000;
    expect((await toot('again')).status).toBe(200);
  });
});

describe('the instance', () => {
  it('names its limits without a token, and verifies credentials with one', async () => {
    const instance = await fetch(`${rig.urls.mastodon}/api/v2/instance`);
    expect(await instance.json()).toMatchObject({
      configuration: { statuses: { max_characters: 500, characters_reserved_per_url: 23 } },
    });
    expect(await (await rig.mastodon('GET', '/api/v1/accounts/verify_credentials')).json()).toMatchObject({
      id: '2001',
      acct: 'acmecoffee',
    });
    const nobody = await fetch(`${rig.urls.mastodon}/api/v1/notifications`);
    expect([nobody.status, await nobody.json()]).toEqual([401, { error: 'The access token is invalid' }]);
  });
});
