import { describe, expect, it } from 'vitest';
import { bytes, samplePost } from '../platforms/x/sample.ts';
import { event, NOW, request, TableBench } from './machines/testing.ts';
import { normalise, WINDOW_MS } from './normalise.ts';
import type { TableMachine } from './runtime/types.ts';

const open = (accountId = 'x:1001') => new TableBench(normalise.machine as TableMachine, accountId);

function inbound(body: Buffer, accountId = 'x:1001') {
  const network = accountId.split(':')[0] as string;
  const rest = {
    transport: 'webhook',
    contentType: 'application/json',
    headers: [],
    bodySha256: '',
  } as const;
  return event('InboundReceived', { network, accountId, body, ...rest });
}
const post = (id: string) => inbound(bytes(samplePost({ id, text: 'hi' })));

function toots(...statuses: { id: string; parent?: string }[]) {
  const page = statuses.map(({ id, parent }) => ({
    id,
    type: 'mention',
    status: {
      id,
      created_at: '2026-11-24T12:00:00.000Z',
      in_reply_to_id: parent ?? null,
      visibility: 'public',
      content: '<p>hi</p>',
      account: { id: '77', acct: 'jo' },
    },
  }));
  return inbound(Buffer.from(JSON.stringify(page.toReversed())), 'mastodon:2001');
}

describe('normalise', () => {
  it('drops a message that came before, and takes it again after 72 hours', () => {
    const bench = open();
    bench.given(post('500'));
    expect(bench.given(post('500')).skip).toBe('duplicate');
    bench.advanceTo(NOW + WINDOW_MS - 1);
    expect(bench.given(post('500')).skip).toBe('duplicate');
    bench.advanceTo(NOW + WINDOW_MS);
    bench.given(post('500'));
    expect(bench.told('EngagementReceived')).toHaveLength(2);
  });

  it('gives a message the same id from the same body, whatever else of it was seen before', () => {
    const bench = open('mastodon:2001');
    bench.given(toots({ id: '1' }));
    const page = toots({ id: '1' }, { id: '2' });
    bench.given(page);
    bench.advanceTo(NOW + WINDOW_MS);
    bench.given(page);
    const ids = bench.outputs.map(({ envelope }) => envelope?.eventId);
    expect(ids).toHaveLength(4);
    expect(ids[3]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  it('writes three small rows per message, whatever else it remembers', () => {
    const bench = open();
    for (let n = 0; n < 50; n += 1) {
      const { rows = [] } = bench.given(post(String(500 + n)));
      expect(rows).toHaveLength(3);
      for (const row of rows) expect(JSON.stringify(row).length).toBeLessThan(250);
    }
  });

  it('says how often the author wrote in three days and how fast the conversation is, without repetitions', () => {
    const bench = open('mastodon:2001');
    bench.given(toots({ id: '1' }, { id: '2', parent: '1' }));
    bench.given(toots({ id: '1' }, { id: '2', parent: '1' }, { id: '3' }));
    bench.given(toots({ id: '3' }));
    const counts = bench.told('EngagementReceived');
    expect(counts.map(({ authorContacts }) => authorContacts)).toEqual([1, 2, 3]);
    expect(counts.map(({ velocity }) => velocity)).toEqual([1, 2, 1]);
  });

  it('counts a message once, though it is received again after the window of ids', () => {
    const bench = open();
    bench.given(post('500'));
    bench.advanceTo(NOW + WINDOW_MS);
    bench.given(post('500'));
    expect(bench.told('EngagementReceived').map(({ authorContacts }) => authorContacts)).toEqual([1, 1]);
  });

  it('takes from a page what is new', () => {
    const bench = open('mastodon:2001');
    bench.given(toots({ id: '1' }, { id: '2' }));
    bench.given(toots({ id: '2' }, { id: '3' }));
    const ids = bench.told('EngagementReceived').map(({ engagement }) => engagement.nativeId);
    expect(ids).toEqual(['1', '2', '3']);
  });

  it('keeps a thread together where the network names only parents, across our own replies', () => {
    const bench = open('mastodon:2001');
    bench.given(toots({ id: '1' }, { id: '2', parent: '1' }, { id: '3', parent: '2' }));
    const { target } = request(1, { accountId: 'mastodon:2001' });
    const own = { ...target, conversationId: 'mastodon:2001:1' };
    const attempt = { attemptId: 'a', grantId: 'g', networkPostId: '9', publishedText: null, rate: null };
    bench.given(event('AttemptPublished', { ...attempt, target: own }));
    bench.given(toots({ id: '4', parent: '9' }, { id: '5', parent: 'unknown' }));
    const conversations = bench.told('EngagementReceived').map(({ engagement }) => engagement.conversationId);
    expect(conversations).toEqual([
      ...Array.from({ length: 4 }, () => 'mastodon:2001:1'),
      'mastodon:2001:unknown',
    ]);
  });

  it('says why a body is a dead letter or is passed by', () => {
    const bench = open();
    expect(bench.given(inbound(Buffer.from('{'))).deadLetter?.code).toBe('body_not_json');
    expect(bench.given(inbound(Buffer.from('{}'), 'myspace:1')).deadLetter?.code).toBe('unknown_network');
    expect(
      bench.given(inbound(bytes(samplePost({ id: '1', text: 'x', eventType: 'follow.follow' })))).skip,
    ).toBe('event_not_used');
  });
});
