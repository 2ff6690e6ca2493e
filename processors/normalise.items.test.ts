/** Bodies with several messages, on the runners: what is wrong with one of them, and what belongs to whom. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseX, xAccountOf } from '../platforms/x/normalise.ts';
import { bytes, samplePost } from '../platforms/x/sample.ts';
import { listDeadLetters, replayDeadLetters } from '../topics/dead-letters.ts';
import type { FoundDeadLetter } from '../topics/dead-letters.ts';
import type { Event, InboundReceivedData } from '../topics/events.ts';
import { normalise, normaliser } from './normalise.ts';
import { World } from './runtime/simulation.ts';

/** More runs when asked: `SIMULATION_RUNS=200`. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 10);

interface Message {
  readonly account: string;
  readonly id: string;
  /** whole: readable. post: its post is not. event: it does not even say whose it is. */
  readonly state: 'whole' | 'post' | 'event';
}

const eventOf = ({ account, id, state }: Message): object => {
  const post = { id, text: '@acmecoffee hi', account, ...(state === 'post' ? { createdAt: 'soon' } : {}) };
  const { data } = samplePost(post) as { data: object };
  return state === 'event' ? { ...data, filter: null } : data;
};
const bodyOf = (messages: readonly Message[]): Buffer =>
  bytes({ data: messages.length === 1 ? eventOf(messages[0] as Message) : messages.map(eventOf) });

async function deliver(world: World, accountId: string, body: Buffer): Promise<void> {
  const data: InboundReceivedData = {
    network: accountId.split(':')[0] as string,
    accountId,
    transport: 'webhook',
    contentType: 'application/json',
    headers: [{ name: 'x-signature', value: 'of the whole body' }],
    body,
    bodySha256: '',
  };
  await world.append('inbound.raw', accountId, 'InboundReceived', data);
}

const engagements = async (world: World): Promise<readonly Event<'EngagementReceived'>[]> =>
  (await world.events('engagement.received')) as unknown as readonly Event<'EngagementReceived'>[];
async function letters(world: World): Promise<readonly FoundDeadLetter[]> {
  const found: FoundDeadLetter[] = [];
  for await (const letter of listDeadLetters(world.log, world.codec)) found.push(letter);
  return found;
}
const rawOf = (world: World, { event }: FoundDeadLetter): Event<'InboundReceived'> =>
  world.codec.decode(event.data.sourceValue) as Event<'InboundReceived'>;
const message = (id: number, changes: Partial<Message> = {}): Message => ({
  account: '1001',
  id: String(500 + id),
  state: 'whole',
  ...changes,
});

describe('a body in which one message cannot be read', { timeout: 60_000 + RUNS * 4_000 }, () => {
  it('costs only that message; its dead letter says where it was and holds nothing else', async () => {
    const world = await World.with([normalise]);
    await world.start([normalise]);
    const page = ['11', '12', '13'].map((id) => ({
      id: `9${id}`,
      type: 'mention',
      status: {
        id,
        created_at: id === '12' ? 'soon' : '2026-11-24T12:00:00.000Z',
        visibility: 'public',
        content: '<p>hi</p>',
        account: { id: '77', acct: 'jo' },
        // A number beyond 2^53, which the repaired connector may need.
        serial: 'SERIAL',
      },
    }));
    const text = JSON.stringify(page).replaceAll('"SERIAL"', '12345678901234567891');
    await deliver(world, 'mastodon:2001', Buffer.from(text));
    await world.time.advance(1_000);
    expect((await engagements(world)).map(({ data }) => data.engagement.nativeId)).toEqual(['13', '11']);
    const [letter, ...others] = await letters(world);
    expect(others).toEqual([]);
    expect(letter?.event.data).toMatchObject({
      code: 'unknown_shape',
      sourceTopic: 'inbound.raw',
      sourceOffset: 0,
      sourceItem: '/1',
      message: expect.stringContaining('/1: status.created_at') as string,
    });
    const raw = rawOf(world, letter as FoundDeadLetter);
    const [original] = await world.events('inbound.raw');
    expect(raw.eventId).toBe(original?.eventId);
    expect(raw.data.headers).toEqual([]);
    expect(raw.data.body.toString()).toContain('12345678901234567891');
    expect(JSON.parse(raw.data.body.toString())).toMatchObject([{ id: '912' }]);
  });

  it('replayed, however late, it brings back nothing of the others', async () => {
    const world = await World.with([normalise]);
    await world.start([normalise]);
    await deliver(world, 'x:1001', bodyOf([message(1), message(2, { state: 'post' }), message(3)]));
    await world.time.advance(1_000);
    const [letter] = await letters(world);
    await world.time.leap(80 * 3_600_000);
    const writer = await world.log.openWriter();
    await replayDeadLetters(writer, [letter as FoundDeadLetter], world.time.now());
    await world.time.advance(1_000);
    expect(await engagements(world)).toHaveLength(2);
    const [, again] = await letters(world);
    expect(again?.event.data).toMatchObject({ code: 'post_incomplete', sourceOffset: 1, sourceItem: null });
    // What a repaired connector would then read is the message alone.
    const repaired = rawOf(world, again as FoundDeadLetter)
      .data.body.toString()
      .replace('soon', '2026-11-24T12:00:00Z');
    expect(normaliseX(Buffer.from(repaired), 'x:1001')).toMatchObject({
      kind: 'engagements',
      engagements: [{ nativeId: '502' }],
      bad: [],
    });
  });

  it('one of several direct messages that came together is taken out alone', () => {
    const direct = (id: string, text: unknown) => ({
      id,
      type: 'message_create',
      created_timestamp: '1700000000000',
      message_create: { target: { recipient_id: '1001' }, sender_id: '77', message_data: { text } },
    });
    const data = {
      filter: { user_id: '1001' },
      event_type: 'dm.received',
      payload: { direct_message_events: [direct('1', 'hi'), direct('2', 5), direct('3', 'there')] },
    };
    const result = normaliseX(bytes({ data }), 'x:1001');
    expect(result).toMatchObject({
      kind: 'engagements',
      engagements: [{ nativeId: '1' }, { nativeId: '3' }],
      bad: [{ at: '/data/payload/direct_message_events/1', code: 'message_incomplete' }],
    });
    const part = result.kind === 'engagements' && (result.bad[0]?.body.toString() ?? '');
    expect(JSON.parse(part || '')).toEqual({
      data: { ...data, payload: { direct_message_events: [direct('2', 5)] } },
    });
  });

  it('too many of them share one dead letter: that is a change of the network, not of a message', () => {
    const bad = Array.from({ length: 400 }, (_, n) => message(n, { state: 'post' }));
    const result = normaliseX(bodyOf([message(900), ...bad]), 'x:1001');
    expect(result).toMatchObject({ kind: 'engagements', engagements: [{ nativeId: '1400' }] });
    const all = result.kind === 'engagements' ? result.bad : [];
    expect(all.map(({ at, message: text }) => [at, text.slice(0, 30)])).toEqual([
      ['', '400 items, the first at /data/'],
    ]);
    expect((JSON.parse(all[0]?.body.toString() ?? '') as { data: object[] }).data).toHaveLength(400);
  });

  it('nested beyond what can be taken apart, the body is a dead letter as a whole', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = JSON.stringify({
      data: [eventOf(message(1)), { ...eventOf(message(2, { state: 'post' })), tag: 'DEEP' }],
    });
    const result = normaliseX(Buffer.from(text.replace('"DEEP"', deep)), 'x:1001');
    expect(result).toMatchObject({ kind: 'malformed', code: 'unknown_shape' });
  });
});

describe('what is counted beside the messages', () => {
  /** Contacts and pace of each message, with a process that dies after some of the bodies or lives on. */
  async function counted(dies: boolean): Promise<readonly (readonly (number | null)[])[]> {
    const world = await World.with([normalise]);
    let process = await world.start([normalise]);
    for (let n = 1; n <= 5; n += 1) {
      await deliver(world, 'x:1001', bodyOf([message(n), message(n + 1)]));
      await world.time.advance(20_000);
      if (!dies || n % 2 === 0) continue;
      process.kill();
      process = await world.start([normalise]);
      await world.time.advance(20_000);
    }
    await world.time.advance(20_000);
    const received = (await engagements(world)).map(({ data }) => data);
    return received
      .sort((a, b) => Number(a.engagement.nativeId) - Number(b.engagement.nativeId))
      .map(({ authorContacts, velocity }) => [authorContacts, velocity]);
  }

  it('is the same when the process starts over and restores its rows', async () => {
    const whole = await counted(false);
    expect(whole.map(([contacts]) => contacts)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await counted(true)).toEqual(whole);
  });
});

describe('a body for several accounts', { timeout: 60_000 + RUNS * 4_000 }, () => {
  const messages = fc.record({
    account: fc.constantFrom('1001', '1002', '1003'),
    id: fc.integer({ min: 1, max: 6 }).map(String),
    state: fc.constantFrom('whole', 'whole', 'whole', 'post', 'event'),
  }) as fc.Arbitrary<Message>;

  it('gives each part to the workspace that connected its account, and the rest to whoever the body came for', async () => {
    const owners: Readonly<Record<string, { tenantId: string; workspaceId: string }>> = {
      'x:1001': { tenantId: 't1', workspaceId: 'w1' },
      'x:1002': { tenantId: 't2', workspaceId: 'w2' },
    };
    const processor = normaliser((accountId) => owners[accountId]);
    const world = await World.with([processor]);
    await world.start([processor]);
    const body = bodyOf([message(1), message(2, { account: '1002' }), message(3, { account: '1003' })]);
    await deliver(world, xAccountOf(body), body);
    await world.time.advance(100);
    const raw = (await world.events('inbound.raw')) as unknown as readonly Event<'InboundReceived'>[];
    const whole = raw.find(({ data }) => data.accountId === 'x:*');
    const found = (await engagements(world)).map(
      ({ tenantId, workspaceId, data }) => `${data.engagement.accountId} ${tenantId} ${workspaceId}`,
    );
    expect(found.toSorted()).toEqual([
      'x:1001 t1 w1',
      'x:1002 t2 w2',
      `x:1003 ${whole?.tenantId} ${whole?.workspaceId}`,
    ]);
  });

  it('never doubles or loses a message, however bodies overlap, repeat, mix accounts and lives end', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.array(messages, { minLength: 1, maxLength: 6 }) },
      { weight: 1, arbitrary: fc.constant('kill' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        const world = await World.with([normalise]);
        let process = await world.start([normalise]);
        const whole = new Set<string>();
        for (const one of steps) {
          if (one === 'kill') {
            process.kill();
            process = await world.start([normalise]);
            continue;
          }
          const body = bodyOf(one);
          await deliver(world, xAccountOf(body), body);
          for (const { account, id, state } of one) if (state === 'whole') whole.add(`x:${account}|${id}`);
          await world.time.advance(20);
        }
        await world.time.advance(20_000);
        const received = await engagements(world);
        const names = received.map(
          ({ data: { engagement } }) => `${engagement.accountId}|${engagement.nativeId}`,
        );
        expect(names.toSorted()).toEqual([...whole].toSorted());
        expect(new Set(received.map(({ eventId }) => eventId)).size).toBe(received.length);
        // Each item that cannot be read is put aside once for each time that it was delivered.
        const bad = steps.flatMap((one) =>
          one === 'kill' ? [] : one.filter(({ state }) => state !== 'whole'),
        );
        const put = await letters(world);
        expect(put).toHaveLength(bad.length);
        expect(new Set(put.map(({ event }) => event.eventId)).size).toBe(put.length);
      }),
      { numRuns: RUNS },
    );
  });
});
