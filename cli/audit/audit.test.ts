/** A healthy history gives zeros; each seeded fault turns exactly its own figure red. */
import { describe, expect, it } from 'vitest';
import type { AnyEvent, Event } from '../../topics/events.ts';
import { auditChecks } from './checks.ts';
import type { Evidence, LogEntry } from './entry.ts';
import { auditHops } from './hops.ts';
import { viewName } from '../../projections/redis/keys.ts';
import { currentViewOf } from './read-models.ts';
import { rawBody, type RawBody } from './raw.ts';

const NOW = 1_800_000_000_000;
const target = {
  actionId: 'a1',
  accountId: 'x:1001',
  network: 'x',
  targetNativeId: '77',
  contentHash: 'h1',
  text: 'Thanks!',
};
const engagement = { engagementId: 'e1', accountId: 'x:1001', nativeId: '77' };
const draft = { draftId: 'd1', draftVersion: 1 };

const post = {
  network: 'x',
  accountId: '1001',
  nativePostId: '900',
  inReplyTo: '77',
  text: 'Thanks!',
  at: NOW - 3_600_000,
};

const delivered = (
  offset: number,
  accountId: string,
  ...items: readonly (readonly [at: string, key: string | null, wanted?: boolean])[]
): RawBody => ({
  partition: 0,
  offset,
  eventId: `raw-${offset}`,
  causationId: null,
  tenantId: 'demo',
  accountId,
  items: items.map(([at, key, wanted = true]) => ({ at, key, wanted })),
});

/** One engagement all the way to the network. */
function healthy(): Evidence {
  let offset = 0;
  const entry = (topic: string, type: string, data: object, envelope: object = {}): LogEntry => {
    offset += 1;
    const event = {
      eventId: `${type}-${offset}`,
      type,
      tenantId: 'demo',
      streamId: 's',
      streamVersion: null,
      data,
      ...envelope,
    };
    return { topic, partition: 0, offset, event: event as unknown as AnyEvent };
  };
  return {
    entries: [
      entry('engagement.received', 'EngagementReceived', { engagement }),
      entry('engagement.classified', 'EngagementClassified', { engagement }),
      entry('engagement.analyzed', 'EngagementAnalyzed', { engagement }),
      entry('reply.drafted', 'ReplyDrafted', { ...draft, engagement }),
      entry('safety.checked', 'SafetyChecked', { ...draft, engagement }),
      entry(
        'reply.events',
        'ReplyApproved',
        { ...draft, accountId: 'x:1001', actionId: 'a1' },
        { streamVersion: 1 },
      ),
      entry('action.commands', 'RequestAction', {
        target,
        verdict: { contentHash: 'h1', flagged: false, decision: 'pass' },
        approval: { contentHash: 'h1', mode: 'auto' },
      }),
      entry('action.events', 'ActionGranted', { target, grantId: 'g1' }),
      entry('action.attempts', 'AttemptStarted', {
        target,
        grantId: 'g1',
        attemptId: 't1',
        expiresAt: NOW - 3_600_000,
      }),
      entry('action.attempts', 'AttemptPublished', {
        target,
        grantId: 'g1',
        attemptId: 't1',
        networkPostId: '900',
      }),
      entry(
        'reply.events',
        'ReplyCompleted',
        { ...draft, accountId: 'x:1001', actionId: 'a1' },
        { streamVersion: 2 },
      ),
    ],
    raw: [delivered(0, 'x:1001', ['/data', 'x:1001|77'])],
    posts: [post],
    postsLater: [post],
    sends: [{ network: 'x', accountId: '1001', nativeId: '77', accepted: true }],
    committed: () => 1_000,
    undecodable: [],
    receiving: false,
  };
}

const red = (evidence: Evidence): readonly string[] =>
  auditChecks(evidence, NOW)
    .filter(({ value }) => value > 0)
    .map(({ name }) => name);
const without =
  (type: string) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    entries: evidence.entries.filter(({ event }) => event.type !== type),
  });
const changed =
  (type: string, change: (data: Record<string, unknown>) => object, envelope: object = {}) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    entries: evidence.entries.map((entry) =>
      entry.event.type === type
        ? {
            ...entry,
            event: {
              ...entry.event,
              ...envelope,
              data: change(entry.event.data as unknown as Record<string, unknown>),
            } as unknown as AnyEvent,
          }
        : entry,
    ),
  });

/** The answer was lost, and reading back could not tell. */
const unresolved = (evidence: Evidence): Evidence => {
  const lost = changed('AttemptPublished', (data) => data, { type: 'AttemptUnconfirmed' })(evidence);
  const told = {
    eventId: 'u1',
    type: 'ActionUnresolved',
    tenantId: 'demo',
    streamId: 's',
    streamVersion: null,
    data: { target, attemptId: 't1' },
  } as unknown as AnyEvent;
  return {
    ...lost,
    entries: [...lost.entries, { topic: 'action.events', partition: 0, offset: 98, event: told }],
  };
};

describe('audit of a healthy history', () => {
  it('finds nothing', () => {
    expect(red(healthy())).toEqual([]);
    expect(auditHops(healthy()).findings).toEqual([]);
  });

  it('balances every hop to the unit', () => {
    for (const row of auditHops(healthy()).rows) {
      expect(row.in).toBe(
        row.emitted + row.skipped + row.duplicate + row.deadLettered + row.inFlight + row.lost,
      );
    }
    expect(auditHops(healthy()).rows.length).toBeGreaterThanOrEqual(9);
  });
});

describe('audit of a seeded fault', () => {
  it.each<[string, (evidence: Evidence) => Evidence, readonly string[]]>([
    [
      'an accepted message that was lost',
      (e) => ({
        ...e,
        sends: [...e.sends, { network: 'x', accountId: '1001', nativeId: '78', accepted: true }],
      }),
      ['accepted, not received'],
    ],
    [
      'a message received twice',
      (e) => ({
        ...e,
        entries: [
          ...e.entries,
          { ...e.entries[0]!, offset: 99, event: { ...e.entries[0]!.event, eventId: 'other' } },
        ],
      }),
      ['received twice'],
    ],
    [
      'an event written twice',
      (e) => ({ ...e, entries: [...e.entries, { ...e.entries[1]!, offset: 99 }] }),
      ['same event twice'],
    ],
    [
      'a hole in a stream',
      changed('ReplyCompleted', (data) => data, { streamVersion: 3 }),
      ['gaps in streams'],
    ],
    ['a second post', (e) => ({ ...e, posts: [post, { ...post, nativePostId: '901' }] }), ['posted twice']],
    [
      'a post that nobody attempted',
      (e) => ({ ...e, posts: [post, { ...post, nativePostId: '901', inReplyTo: '79' }] }),
      [
        'posted without attempt',
        'posted without verdict',
        'posted without approval',
        'posted though flagged',
      ],
    ],
    [
      'a publication that never was',
      changed('AttemptPublished', (data) => ({ ...data, networkPostId: '999' })),
      ['published, not at the network'],
    ],
    [
      'a verdict on another text',
      changed('RequestAction', (data) => ({
        ...data,
        verdict: { contentHash: 'h0', flagged: false, decision: 'pass' },
      })),
      ['posted without verdict'],
    ],
    [
      'an approval of another text',
      changed('RequestAction', (data) => ({ ...data, approval: { contentHash: 'h0', mode: 'auto' } })),
      ['posted without approval'],
    ],
    [
      'a held text that let itself out',
      changed('RequestAction', (data) => ({
        ...data,
        verdict: { contentHash: 'h1', flagged: false, decision: 'hold' },
      })),
      ['posted without approval'],
    ],
    [
      'a flagged text',
      changed('RequestAction', (data) => ({
        ...data,
        verdict: { contentHash: 'h1', flagged: true, decision: 'pass' },
      })),
      ['posted though flagged'],
    ],
    ['an attempt nobody knows the end of', without('AttemptPublished'), ['attempts without outcome']],
    ['an attempt that could not be resolved', unresolved, ['unresolved attempts']],
    ['a record that nobody can read', (e) => ({ ...e, undecodable: ['reply.events/0/9'] }), ['undecodable']],
  ])('%s', (_name, seed, figures) => {
    expect(red(seed(healthy()))).toEqual(figures);
  });

  it('an attempt that was found after all is resolved', () => {
    const evidence = unresolved(healthy());
    const told = evidence.entries.at(-1)?.event;
    const confirmed = { ...told, eventId: 'u2', type: 'ActionConfirmed' } as unknown as AnyEvent;
    const entry = { topic: 'action.events', partition: 0, offset: 99, event: confirmed } as const;
    expect(red({ ...evidence, entries: [...evidence.entries, entry] })).toEqual([]);
  });

  it('what is not received yet is in flight while the normaliser reads', () => {
    const evidence = {
      ...healthy(),
      sends: [{ network: 'x', accountId: '1001', nativeId: '78', accepted: true }],
    };
    expect(red({ ...evidence, receiving: true })).toEqual([]);
    expect(red(evidence)).toEqual(['accepted, not received']);
  });

  it('101 posts within 15 minutes, wherever the window begins', () => {
    const posts = (count: number, stepMs: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...post,
        nativePostId: `p${i}`,
        inReplyTo: null,
        at: NOW + i * stepMs,
      }));
    const limit = (evidence: Evidence) =>
      auditChecks(evidence, NOW).find(({ name }) => name === 'limit exceeded')?.value;
    expect(limit({ ...healthy(), posts: posts(100, 1) })).toBe(0);
    expect(limit({ ...healthy(), posts: posts(101, 8_999) })).toBeGreaterThan(0);
    expect(limit({ ...healthy(), posts: posts(300, 9_000) })).toBe(0);
  });

  it.each([
    ['EngagementClassified', 'classify'],
    ['EngagementAnalyzed', 'analyze'],
    ['ReplyDrafted', 'draft'],
    ['SafetyChecked', 'safety'],
    ['ReplyApproved', 'reply'],
    ['RequestAction', 'request'],
    ['ActionGranted', 'account'],
    ['AttemptStarted', 'attempt'],
    ['AttemptPublished', 'send'],
  ])('a lost %s is lost at the hop %s, and in flight while its group has not committed it', (type, hop) => {
    const evidence = without(type)(healthy());
    expect(auditHops(evidence).findings).toContainEqual(expect.objectContaining({ hop, kind: 'lost' }));
    const waiting = auditHops({ ...evidence, committed: () => 0 });
    expect(waiting.findings.filter((finding) => finding.hop === hop)).toEqual([]);
    expect(waiting.rows.find((row) => row.hop === hop)?.inFlight).toBe(1);
  });

  it('a doubled output is doubled at its hop', () => {
    const evidence = healthy();
    const again = { ...evidence, entries: [...evidence.entries, { ...evidence.entries[1]!, offset: 99 }] };
    expect(auditHops(again).findings).toContainEqual(
      expect.objectContaining({ hop: 'classify', kind: 'doubled' }),
    );
  });
});

describe('audit of what was delivered', () => {
  const letter = (sourceOffset: number, sourceItem: string | null): LogEntry => {
    const data = { processor: 'normalise', sourceTopic: 'inbound.raw', sourcePartition: 0, sourceOffset };
    const event = { type: 'DeadLettered', eventId: `letter-${sourceOffset}${sourceItem}`, tenantId: 'demo' };
    return {
      topic: 'dead.letters',
      partition: 0,
      offset: 50 + sourceOffset,
      event: { ...event, data: { ...data, sourceItem } } as unknown as AnyEvent,
    };
  };
  const sumOf = (evidence: Evidence) => {
    const { rows, findings } = auditHops(evidence);
    const sum = { in: 0, emitted: 0, skipped: 0, duplicate: 0, deadLettered: 0, inFlight: 0, lost: 0 };
    for (const row of rows.filter(({ hop }) => hop === 'receive'))
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += row[name];
    return { sum, lost: findings.filter(({ hop }) => hop === 'receive').map(({ key }) => key) };
  };

  it('counts messages, not bodies: each is one of emitted, duplicate, skipped, dead, in flight or lost', () => {
    const healthyOne = healthy();
    const several = {
      ...delivered(4, 'x:*', ['/data/0', 'x:1001|77'], ['/data/1', 'x:1002|9']),
      eventId: 'several',
    };
    const part = { ...delivered(5, 'x:1001', ['/data/0', 'x:1001|77']), causationId: 'several' };
    const { sum, lost } = sumOf({
      ...healthyOne,
      entries: [...healthyOne.entries, letter(1, '/data/1'), letter(2, null)],
      committed: () => 6,
      raw: [
        ...healthyOne.raw,
        delivered(
          1,
          'x:1001',
          ['/data/0', 'x:1001|77'],
          ['/data/1', 'x:1001|78'],
          ['/data/2', 'x:1001|1', false],
        ),
        delivered(2, 'x:1001', ['', null]),
        delivered(3, 'x:1001', ['/data/0', 'x:1001|79']),
        several,
        part,
        delivered(6, 'x:1001', ['/data', 'x:1001|80']),
      ],
    });
    expect(sum).toEqual({
      in: 10,
      emitted: 2,
      skipped: 1,
      duplicate: 2,
      deadLettered: 2,
      inFlight: 1,
      lost: 2,
    });
    // A message that went nowhere, and one whose account got no part.
    expect(lost).toEqual(['x:1001|79', 'x:1002|9']);
  });

  it('reads the messages of a body itself', () => {
    const read = (network: string, accountId: string, json: unknown) =>
      rawBody(
        {
          data: { network, accountId, body: Buffer.from(JSON.stringify(json)) },
        } as unknown as Event<'InboundReceived'>,
        { partition: 0, offset: 0 },
      ).items.map(({ at, key, wanted }) => [at, key, wanted]);
    const filter = { user_id: '1001' };
    const direct = { id: '3', type: 'message_create', message_create: { sender_id: '1001' } };
    expect(
      read('x', 'x:*', {
        data: [
          { filter, event_type: 'post.reply.create', payload: { id: '1', author_id: '7' } },
          { filter, event_type: 'follow.follow', payload: { id: '2' } },
          { filter, event_type: 'dm.received', payload: { direct_message_events: [direct, {}] } },
          { event_type: 'post.reply.create' },
        ],
      }),
    ).toEqual([
      ['/data/0', 'x:1001|1', true],
      ['/data/1', 'x:1001|2', false],
      ['/data/2/payload/direct_message_events/0', 'x:1001|3', false],
      ['/data/2/payload/direct_message_events/1', null, false],
      ['/data/3', null, true],
    ]);
    const status = (id: string, author: string) => ({
      type: 'mention',
      status: { id, account: { id: author } },
    });
    const own = status('2', '2001');
    expect(read('mastodon', 'mastodon:2001', [status('1', '7'), own, { type: 'follow' }])).toEqual([
      ['/0', 'mastodon:2001|1', true],
      ['/1', 'mastodon:2001|2', false],
      ['/2', null, false],
    ]);
    expect(read('x', 'x:*', 'nonsense')).toEqual([['', null, true]]);
    expect(read('mastodon', 'mastodon:2001', [])).toEqual([]);
  });
});

describe('audit of the views', () => {
  it('looks at the view that is current, also after a rebuild', () => {
    expect(currentViewOf(null)).toBe(viewName(1));
    expect(currentViewOf(viewName(2))).toBe('1.2');
  });
});
