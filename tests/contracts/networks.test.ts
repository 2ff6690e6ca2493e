/** Two peers that share no code: our connectors and the simulated networks, over real HTTP. */
import { onTestFinished, describe, expect, it } from 'vitest';
import { mastodonClient } from '../../platforms/mastodon/client.ts';
import { PLATFORMS } from '../../platforms/registry.ts';
import { xClient } from '../../platforms/x/client.ts';
import { SECRET, startRig, startTarget, until } from '../../stack/networks/testing.ts';
import type { Rig } from '../../stack/networks/testing.ts';
import type { ActionTarget, Engagement } from '../../topics/events.ts';

const running = () => new AbortController().signal;

async function rig(): Promise<Rig> {
  const started = await startRig();
  onTestFinished(() => started.close());
  const accounts = [
    { network: 'x', accountId: '1001', handle: 'acmecoffee' },
    { network: 'mastodon', accountId: '2001', handle: 'acmecoffee@social.example' },
  ];
  for (const account of accounts) await started.post('/accounts', account);
  return started;
}

const x = ({ urls, clock }: Rig) =>
  xClient({ baseUrl: urls.x, token: 'x-token', nativeAccountId: '1001', now: () => clock.ms });
const mastodon = ({ urls, clock }: Rig) =>
  mastodonClient({ baseUrl: urls.mastodon, token: 'm-token', nativeAccountId: '2001', now: () => clock.ms });

function answer(to: Engagement, text: string): ActionTarget {
  return {
    actionId: `action-${to.nativeId}`,
    accountId: to.accountId,
    network: to.network,
    kind: 'reply',
    engagementId: to.engagementId,
    conversationId: to.conversationId,
    targetNativeId: to.nativeId,
    targetAuthorHandle: to.author.handle,
    summoned: to.summoned,
    visibility: to.visibility,
    targetCreatedAt: to.createdAt,
    text,
    contentHash: 'not looked at here',
    disclosures: [],
  };
}

/** Somebody writes on X; answers the engagement that our webhook rules read from the delivery. */
async function heardOnX(world: Rig, fields: Record<string, unknown>): Promise<Engagement> {
  const rules = PLATFORMS.x.webhook!;
  const target = await startTarget(({ method, url }) =>
    method === 'GET'
      ? {
          status: 200,
          body:
            rules.challenge(new URL(url, 'http://localhost').searchParams.get('crc_token') ?? '', SECRET) ??
            '',
        }
      : { status: 200 },
  );
  onTestFinished(() => target.close());
  await world.post('/webhooks', { network: 'x', url: target.url });
  await world.inject('x', fields);
  const [delivery] = await until(target.posts, (posts) => posts.length > 0);
  const body = Buffer.from(delivery!.body);
  const headers = { 'x-twitter-webhooks-signature': delivery!.signature };
  expect(rules.verify({ body, headers }, [SECRET]).ok).toBe(true);
  expect(rules.verify({ body, headers }, ['another secret']).ok).toBe(false);
  expect(PLATFORMS.x.accountOf(body)).toBe('x:1001');
  const result = PLATFORMS.x.normalise(body, 'x:1001');
  if (result.kind !== 'engagements') throw new Error(JSON.stringify(result));
  return result.engagements[0]!;
}

async function heardOnMastodon(world: Rig, fields: Record<string, unknown>): Promise<Engagement> {
  await world.inject('mastodon', fields);
  const page = await mastodon(world).poll!(null, running());
  const result = PLATFORMS.mastodon.normalise(page.body, 'mastodon:2001');
  if (result.kind !== 'engagements') throw new Error(JSON.stringify(result));
  return result.engagements.at(-1)!;
}

describe('X and our connector', () => {
  it('what is written is heard: signed, complete, readable', async () => {
    const world = await rig();
    const heard = await heardOnX(world, { text: 'Fish & chips <3 @acmecoffee', kind: 'mention' });
    expect(heard).toMatchObject({
      form: 'mention',
      text: 'Fish & chips <3 @acmecoffee',
      summoned: true,
      author: { handle: 'jo', followers: 3 },
    });
  });

  it.each([
    ['quote', { kind: 'quote', text: 'look at this', inReplyToId: '1' }, 'mention', true],
    ['comment', { kind: 'comment', text: 'nice', inReplyToId: '1' }, 'reply', false],
    ['reply', { kind: 'reply', text: '@acmecoffee nice', inReplyToId: '1' }, 'reply', true],
    ['message', { kind: 'message', text: 'psst' }, 'message', true],
  ])('knows a %s', async (_kind, fields, form, summoned) => {
    const heard = await heardOnX(await rig(), fields);
    expect(heard).toMatchObject({ form, summoned });
  });

  it('posts, and reads the rate that is left', async () => {
    const world = await rig();
    const heard = await heardOnX(world, { text: '@acmecoffee hi' });
    const result = await x(world).post(
      { target: answer(heard, 'Thank you!'), idempotencyKey: 'k' },
      running(),
    );
    expect(result).toMatchObject({ outcome: 'sent', rate: { limit: 100, remaining: 99 } });
  });

  it('after an answer that was dropped, reading back finds the post though its text was rewritten', async () => {
    const world = await rig();
    const heard = await heardOnX(world, { text: '@acmecoffee hi' });
    await world.post('/faults', {
      network: 'x',
      operation: 'post.create',
      count: 1,
      effect: { type: 'drop-answer' },
    });
    const target = answer(heard, 'Look: https://example.com/menu & enjoy');
    expect(await x(world).post({ target, idempotencyKey: 'k' }, running())).toMatchObject({
      outcome: 'unknown',
    });
    const back = await x(world).readBack(target, world.clock.ms - 60_000, running());
    expect(back).toMatchObject({ found: true });
    expect(back.found && back.publishedText).not.toBe(target.text);
  });

  it('after a request that was dropped, reading back finds nothing', async () => {
    const world = await rig();
    const heard = await heardOnX(world, { text: '@acmecoffee hi' });
    await world.post('/faults', {
      network: 'x',
      operation: 'post.create',
      count: 1,
      effect: { type: 'drop-request' },
    });
    const target = answer(heard, 'Thank you!');
    expect(await x(world).post({ target, idempotencyKey: 'k' }, running())).toMatchObject({
      outcome: 'unknown',
    });
    expect(await x(world).readBack(target, world.clock.ms - 60_000, running())).toEqual({ found: false });
  });

  it('the rules that the network enforces are refusals, not doubts', async () => {
    const world = await rig();
    const comment = await heardOnX(world, { kind: 'comment', text: 'nice', inReplyToId: '1' });
    const post = (target: ActionTarget) => x(world).post({ target, idempotencyKey: 'k' }, running());
    expect(await post(answer(comment, 'Thanks!'))).toMatchObject({
      outcome: 'not_sent',
      code: 'refused_by_network',
    });
    const tooLong = answer(comment, '界'.repeat(141));
    expect(await post({ ...tooLong, targetNativeId: '1' })).toMatchObject({ outcome: 'not_sent' });
    await world.post('/faults', {
      network: 'x',
      operation: 'post.create',
      count: 1,
      effect: { type: 'rate-limit', retryAfter: 90 },
    });
    expect(await post(answer(comment, 'Thanks!'))).toMatchObject({
      code: 'rate_limited',
      retryAt: world.clock.ms + 90_000,
    });
  });
});

describe('Mastodon and our connector', () => {
  it('what is written is heard as a person reads it, page by page, without gaps', async () => {
    const world = await rig();
    const text = '@acmecoffee@social.example fish & chips <3 see https://example.com/menu #yum\nthanks';
    const first = await heardOnMastodon(world, { text });
    expect(first.text.replaceAll('@acmecoffee@social.example', '@acmecoffee')).toBe(
      text.replace('@acmecoffee@social.example', '@acmecoffee'),
    );
    expect(first).toMatchObject({ summoned: true, form: 'mention', author: { handle: 'jo' } });
    for (let n = 0; n < 60; n += 1) await world.inject('mastodon', { text: `@acmecoffee number ${n}` });
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let more = true; more;) {
      const page = await mastodon(world).poll!(cursor, running());
      const result = PLATFORMS.mastodon.normalise(page.body, 'mastodon:2001');
      if (result.kind === 'engagements') seen.push(...result.engagements.map(({ nativeId }) => nativeId));
      ({ cursor, more } = page);
    }
    expect(new Set(seen).size).toBe(61);
    expect(await mastodon(world).poll!(cursor, running())).toMatchObject({ items: 0, cursor });
  });

  it('a second try with the same key makes no second post', async () => {
    const world = await rig();
    const heard = await heardOnMastodon(world, { text: '@acmecoffee hi' });
    await world.post('/faults', {
      network: 'mastodon',
      operation: 'status.create',
      count: 1,
      effect: { type: 'drop-answer' },
    });
    const target = answer(heard, 'Thank you!');
    const post = () => mastodon(world).post({ target, idempotencyKey: 'key-1' }, running());
    expect(await post()).toMatchObject({ outcome: 'unknown' });
    const back = await mastodon(world).readBack(target, world.clock.ms - 60_000, running());
    expect(back).toMatchObject({ found: true });
    expect(await post()).toMatchObject({
      outcome: 'sent',
      networkPostId: back.found ? back.networkPostId : '',
    });
    const { networks } = await world.state();
    expect(networks['mastodon']).toMatchObject({ posts: 1 });
  });

  it('counts as the network counts', async () => {
    const world = await rig();
    const heard = await heardOnMastodon(world, { text: '@acmecoffee hi' });
    const { text } = PLATFORMS.mastodon;
    const lead = text.count('', heard.author.handle);
    const fits = 'é'.repeat(text.limit - lead);
    const post = (of: string) =>
      mastodon(world).post({ target: answer(heard, of), idempotencyKey: `key-${of.length}` }, running());
    expect(text.count(fits, heard.author.handle)).toBe(text.limit);
    expect(await post(`${fits}é`)).toMatchObject({ outcome: 'not_sent', code: 'invalid_content' });
    expect(await post(fits)).toMatchObject({ outcome: 'sent' });
  });

  it('reads the limits that the server publishes', async () => {
    const limits = await mastodon(await rig()).readLimits!(running());
    expect(limits).toEqual({ maxCharacters: 500, perUrl: 23 });
  });
});
