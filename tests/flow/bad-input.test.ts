/**
 * Bad input on real parts. Each kind gets a clear error, a wait with a reason, or a dead letter that can be
 * replayed; holds up nobody else; loses nothing. The tests are in order: the last one waits for what the
 * network that was away has to catch up.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Processor } from '../../processors/runtime/types.ts';
import { createHost, type Host } from '../../processors/runtime/host.ts';
import { createMetrics } from '../../service/metrics.ts';
import { createTracing } from '../../service/tracing.ts';
import { createLogger } from '../../service/logger.ts';
import { xActivityBody, xSignature } from '../../stack/networks/x-wire.ts';
import type { Account, InboundMessage } from '../../stack/networks/types.ts';
import type { SimulatedMessage } from '../../stack/simulate/message.ts';
import { PARTITIONS } from '../../topics/catalogue.ts';
import type { Event } from '../../topics/events.ts';
import { engagementIdOf } from '../../topics/ids.ts';
import { CLEAR_PRAISE } from '../support/clear-praise.ts';
import { eventually, red, startInstallation, type Installation } from '../support/installation.ts';

const ACCOUNT: Account = { accountId: '1001', handle: 'acmecoffee', name: 'Acme Coffee' };
const MAX_BODY = 10 * 1024 * 1024;

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 180_000);
afterAll(() => installation?.stop());

/** Somebody writes on X, but X tells nobody: the test delivers it. */
async function mention(text: string): Promise<InboundMessage> {
  return installation.control<InboundMessage>('POST', '/inject', {
    network: 'x',
    accountId: ACCOUNT.accountId,
    kind: 'mention',
    author: { id: '4242', handle: 'robin', name: 'Robin', followers: 12 },
    text,
    deliver: false,
  });
}
const bodyOf = (message: InboundMessage): string => xActivityBody(message, ACCOUNT, 'test');
const idOf = ({ nativeId }: InboundMessage): string => engagementIdOf('x:1001', nativeId);
async function endOfRaw(): Promise<number> {
  return (await installation.log.offsets(['inbound.raw'])).reduce((sum, { end }) => sum + end, 0);
}
async function received(id: string): Promise<readonly Event<'EngagementReceived'>[]> {
  const all = await installation.events('EngagementReceived');
  return all.filter(({ data }) => data.engagement.engagementId === id);
}
const deadLetters = (): Promise<readonly Event<'DeadLettered'>[]> => installation.events('DeadLettered');
/** Somebody who writes right now still gets everything done: bad input held up nobody. */
async function othersGoOn(): Promise<void> {
  const message = await mention('@acmecoffee Lovely coffee today, thank you!');
  expect((await installation.webhook(bodyOf(message))).status).toBe(200);
  await eventually('a message of somebody else goes all the way', 20_000, async () =>
    (await installation.events('SafetyChecked')).some(
      ({ data }) => data.engagement.engagementId === idOf(message),
    ),
  );
}
/** The rules let the answers to it be posted without a person. */
const praise = (count: number, from = 0): readonly SimulatedMessage[] =>
  CLEAR_PRAISE.slice(from, from + count);
const actionsOn = <T extends { data: { target: { network: string } } }>(
  list: readonly T[],
  network: string,
) => list.filter(({ data }) => data.target.network === network);

describe('bad webhooks', () => {
  it('malformed, but rightly signed: 200, and a dead letter that is listed, shown and replayed', async () => {
    const body = '{"data": {"event_type": "post.mention.create", "payload": ';
    expect((await installation.webhook(body)).status).toBe(200);
    const listed = await eventually('the dead letter in the list', 20_000, async () => {
      const { output } = await installation.signalpost('dead-letters', 'list', '--json');
      const rows = JSON.parse(output) as { id: string; code: string; sourceTopic: string }[];
      return rows.find(({ sourceTopic }) => sourceTopic === 'inbound.raw');
    });
    expect(listed.code).toBe('body_not_json');
    const shown = await installation.signalpost('dead-letters', 'show', listed.id, '--payload');
    expect(shown.output).toContain('extend the connector, then replay');
    expect(shown.output).toContain('post.mention.create');

    const replayed = await installation.signalpost('dead-letters', 'replay', listed.id);
    expect(replayed).toEqual({ code: 0, output: expect.stringContaining('written to inbound.raw') });
    const both = await eventually('the replayed record became a dead letter once more', 20_000, async () => {
      const found = (await deadLetters()).filter(({ data }) => data.sourceTopic === 'inbound.raw');
      return found.length === 2 && found;
    });
    expect(both[1]?.data.sourceValue).toEqual(both[0]?.data.sourceValue);
    expect(both[1]?.data.sourceHeaders).toContainEqual({
      name: 'replayed-from',
      value: `dead.letters:${listed.id}`,
    });
    await othersGoOn();
  });

  it('an event of a kind or version that nobody knows is not lost and holds up nobody', async () => {
    const known = JSON.parse(bodyOf(await mention('@acmecoffee hello'))) as { data: { payload: object } };
    const strange = { data: { ...known.data, payload: { schema: 9, nested: [] } } };
    expect((await installation.webhook(JSON.stringify(strange))).status).toBe(200);
    const letter = await eventually('a dead letter', 20_000, async () =>
      (await deadLetters()).find(({ data }) => data.sourceValue?.includes('"schema":9')),
    );
    expect(letter.data.code).toBe('post_incomplete');
    await othersGoOn();
  });

  it('10 MB are accepted and understood, one byte more is refused with 413 and not written', async () => {
    const message = await mention('@acmecoffee this comes in a very large envelope');
    const body = Buffer.alloc(MAX_BODY, ' ');
    body.write(bodyOf(message));
    expect((await installation.webhook(body)).status).toBe(200);
    await eventually('the engagement', 30_000, async () => (await received(idOf(message))).length === 1);

    const before = await endOfRaw();
    const answer = await installation.webhook(Buffer.concat([body, Buffer.from(' ')]));
    expect(answer).toMatchObject({
      status: 413,
      type: 'application/problem+json',
      problem: { code: 'body_too_large', detail: expect.stringContaining(String(MAX_BODY)) },
    });
    expect(await endOfRaw()).toBe(before);
    await othersGoOn();
  });

  it.each([
    ['unsigned', null, 'missing_signature'],
    ['wrongly signed', `sha256=${Buffer.alloc(32, 7).toString('base64')}`, 'bad_signature'],
    ['signed in another form', 'v1,abc', 'bad_signature'],
  ])('%s: 401 with the reason, nothing written', async (_how, signature, code) => {
    const body = bodyOf(await mention('@acmecoffee nobody vouches for this'));
    const before = await endOfRaw();
    expect(await installation.webhook(body, signature)).toMatchObject({
      status: 401,
      type: 'application/problem+json',
      problem: { code },
    });
    expect(await endOfRaw()).toBe(before);
  });

  it('a signature over other bytes is refused', async () => {
    const body = bodyOf(await mention('@acmecoffee the original'));
    const { appSecret } = installation.config.networks.x ?? {};
    const answer = await installation.webhook(
      body.replace('original', 'forgery!'),
      xSignature(appSecret ?? '', body),
    );
    expect(answer).toMatchObject({ status: 401, problem: { code: 'bad_signature' } });
  });

  it('three times each and shuffled: one engagement per message', async () => {
    const before = (await installation.events('EngagementReceived')).length;
    const report = await installation.load({
      count: 30,
      rate: 40,
      networks: ['x'],
      repeat: 3,
      shuffle: true,
    });
    expect(report.answered2xx).toBe(90);
    const audit = await installation.audit(60_000);
    expect(red(audit)).toEqual([]);
    expect((await installation.events('EngagementReceived')).length).toBe(before + 30);
  });
});

describe('bad records', () => {
  const write = async (topic: string, value: Buffer): Promise<void> => {
    const writer = await installation.log.openWriter();
    const record = { key: Buffer.from('conversation-1'), value, timestamp: Date.now() };
    await writer.write([0, 1, 2].map((partition) => ({ topic, partition, records: [record] })));
    await writer.close();
  };
  const unknownSchema = Buffer.from([0, 0, 0x0f, 0x42, 0x3f, 1, 2, 3]);

  it.each([
    ['bytes that are not ours', Buffer.from('GET / HTTP/1.1'), 'not_wire_format'],
    ['a schema version that the registry does not know', unknownSchema, 'unknown_schema'],
  ])(
    '%s: a dead letter with the original bytes for each reader, others go on',
    async (_what, bytes, code) => {
      await write('engagement.received', bytes);
      const letters = await eventually('a dead letter per partition', 30_000, async () => {
        const found = (await deadLetters()).filter(
          ({ data }) => data.processor === 'classify' && data.sourceValue?.equals(bytes),
        );
        return found.length === 3 && found;
      });
      for (const { data } of letters)
        expect(data).toMatchObject({ code, sourceTopic: 'engagement.received' });
      await othersGoOn();
      expect(red(await installation.audit(60_000))).toEqual([]);
    },
  );
});

describe('a handler that always throws', () => {
  /** Reads what the others read; a deploy that went wrong, or its repair. */
  const reader = (handle: (id: string) => void): Processor => ({
    kind: 'transform',
    name: 'test-reader',
    version: 1,
    purpose: 'test',
    inputs: ['engagement.received'],
    outputs: [],
    handle(event) {
      handle(event.eventId);
      return { kind: 'skip', reason: 'seen' };
    },
  });
  const hostOf = (processor: Processor, bugsPerMinute: number): Host =>
    createHost({
      processors: [processor],
      log: installation.log,
      codec: installation.codec,
      logger: createLogger('test', 'silent'),
      metrics: createMetrics(),
      tracing: createTracing({ service: 'test', endpoint: null }),
      partitions: PARTITIONS.local,
      settings: { bugsPerMinute },
      onFatal: (_name, error) => {
        throw error;
      },
    });

  it('three tries, a few dead letters, then the partition stops; the repaired one goes on where it stopped', async () => {
    const calls = new Map<string, number>();
    const bad = hostOf(
      reader((id) => {
        calls.set(id, (calls.get(id) ?? 0) + 1);
        throw new Error('a bad deploy');
      }),
      2,
    );
    await installation.codec.prepare();
    await bad.start();
    const readiness = await eventually('all partitions stopped', 30_000, async () => {
      const state = bad.checks['test-reader']?.();
      return state?.ready === false && /stopped/i.test(state.reason) && state;
    });
    expect(readiness).toMatchObject({ reason: expect.stringContaining('throws on input after input') });
    await eventually('two dead letters per partition', 20_000, async () => {
      const mine = (await deadLetters()).filter(({ data }) => data.processor === 'test-reader');
      return mine.filter(({ data }) => data.code === 'bug' && data.attempts === 3).length === 6;
    });
    expect([...calls.values()].every((count) => count === 3)).toBe(true);
    await othersGoOn();
    await bad.drain();

    const seen = new Set<string>();
    const good = hostOf(
      reader((id) => seen.add(id)),
      2,
    );
    await good.start();
    const all = (await installation.events('EngagementReceived')).map(({ eventId }) => eventId);
    const letters = (await deadLetters()).filter(({ data }) => data.processor === 'test-reader');
    const put = new Set(
      letters.filter(({ data }) => data.code === 'bug').map(({ causationId }) => causationId),
    );
    await eventually('everything behind it was read', 30_000, async () =>
      all.every((id) => seen.has(id) || put.has(id)),
    );
    expect([...put].filter((id) => id !== null && seen.has(id))).toEqual([]);

    expect(
      (await installation.signalpost('dead-letters', 'replay', '--processor', 'test-reader', '--code', 'bug'))
        .code,
    ).toBe(0);
    await eventually('the replayed ones were read', 20_000, async () =>
      [...put].every((id) => id !== null && seen.has(id)),
    );
    // Everybody else has had them before, and does nothing twice.
    expect(red(await installation.audit(60_000))).toEqual([]);
    await good.drain();
  });
});

describe('networks in trouble', () => {
  let whileAway: readonly string[] = [];

  it('one network away: the other works on, and its replies wait as unconfirmed', async () => {
    await installation.api('POST', '/api/v1/workspace/pause', { reason: 'until the network is away' });
    await installation.load({ count: 4, rate: 20, messages: praise(4), networks: ['mastodon'] });
    await eventually('replies on Mastodon wait', 30_000, async () =>
      actionsOn(await installation.events('ActionWaiting'), 'mastodon').some(
        ({ data }) => data.code === 'account_on_hold',
      ),
    );
    await installation.control('POST', '/faults', {
      network: 'mastodon',
      operation: '*',
      effect: { type: 'refuse', status: 503 },
    });
    const xBefore = actionsOn(await installation.events('AttemptPublished'), 'x').length;
    await installation.api('POST', '/api/v1/workspace/resume', {});
    const away = await installation.load({ count: 12, rate: 10, messages: praise(12, 4) });
    expect(away.answered2xx).toBe(12);
    await eventually(
      'X goes on',
      20_000,
      async () => actionsOn(await installation.events('AttemptPublished'), 'x').length >= xBefore + 3,
    );
    const unconfirmed = await eventually('an answer of Mastodon that says nothing', 20_000, async () => {
      const found = actionsOn(await installation.events('AttemptUnconfirmed'), 'mastodon');
      return found.length > 0 && found;
    });
    expect(unconfirmed[0]?.data).toMatchObject({
      code: 'server_error',
      message: expect.stringContaining('503'),
    });
    whileAway = unconfirmed.map(({ data }) => data.target.targetNativeId);
    await installation.control('DELETE', '/faults');
    await eventually('what was written on Mastodon meanwhile is read', 45_000, async () => {
      const sent = (await installation.audit(0)).figures.find(
        ({ name }) => name === 'accepted, not received',
      );
      return sent?.value === 0;
    });
  });

  it('accepted, but the answer dropped: unconfirmed, read back, confirmed, posted once', async () => {
    await installation.control('POST', '/faults', {
      network: 'x',
      operation: 'post.create',
      count: 1,
      effect: { type: 'drop-answer' },
    });
    await installation.load({ count: 3, rate: 10, messages: praise(3, 16), networks: ['x'] });
    const [attempt] = await eventually('an unconfirmed attempt', 30_000, async () => {
      const found = actionsOn(await installation.events('AttemptUnconfirmed'), 'x');
      return found.length > 0 && found;
    });
    expect(attempt?.data.code).toBe('answer_lost');
    const confirmed = await eventually('it was read back', 60_000, async () =>
      (await installation.events('ActionConfirmed')).find(
        ({ data }) => data.target.actionId === attempt?.data.target.actionId,
      ),
    );
    expect(confirmed.data.networkPostId).toBeTruthy();
    await eventually('it is shown as posted', 20_000, async () => {
      const detail = await installation.engagement(attempt?.data.target.engagementId ?? '');
      return detail.state === 'posted' && detail.reply?.networkPostId === confirmed.data.networkPostId;
    });
  });

  it('429 with Retry-After waits as long as told, without as long as the table says; nothing goes out before', async () => {
    for (const [offset, retryAfter, least] of [
      [19, 4, 3_000],
      [20, null, 55_000],
    ] as const) {
      const known = new Set((await installation.events('AttemptFailed')).map(({ eventId }) => eventId));
      await installation.control('POST', '/faults', {
        network: 'x',
        operation: 'post.create',
        count: 1,
        effect: { type: 'rate-limit', retryAfter },
      });
      await installation.load({ count: 1, rate: 10, messages: praise(1, offset), networks: ['x'] });
      const refused = await eventually('refused with 429', 30_000, async () =>
        (await installation.events('AttemptFailed')).find(({ eventId }) => !known.has(eventId)),
      );
      expect(refused.data).toMatchObject({ code: 'rate_limited', retryable: true });
      const until = refused.data.retryAt ?? 0;
      expect(until - refused.occurredAt).toBeGreaterThanOrEqual(least);
      const waiting = (await installation.events('ActionWaiting')).filter(
        ({ data }) => data.target.actionId === refused.data.target.actionId,
      );
      expect(waiting.map(({ data }) => data.code)).toContain('network_limit');
      const done = await eventually('posted after all', 90_000, async () =>
        (await installation.events('AttemptPublished')).find(
          ({ data }) => data.target.actionId === refused.data.target.actionId,
        ),
      );
      expect(done.occurredAt).toBeGreaterThanOrEqual(until);
    }
  });

  it('the network that was away got every reply, once; everything adds up', async () => {
    expect(whileAway.length).toBeGreaterThan(0);
    await eventually('delivered late', 200_000, async () => {
      const done = actionsOn(await installation.events('AttemptPublished'), 'mastodon');
      return whileAway.every((id) => done.some(({ data }) => data.target.targetNativeId === id));
    });
    expect(red(await installation.audit(90_000))).toEqual([]);
  }, 300_000);
});
