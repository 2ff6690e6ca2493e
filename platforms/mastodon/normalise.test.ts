import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseMastodon } from './normalise.ts';

const account = { id: '77', acct: 'jo@other.example', display_name: 'Jo', followers_count: 3 };
const status = {
  id: '11',
  created_at: '2026-11-24T12:00:00.000Z',
  in_reply_to_id: null as string | null,
  in_reply_to_account_id: null as string | null,
  visibility: 'public',
  language: 'en',
  url: 'https://other.example/@jo/11',
  content: '<p>@acmecoffee hello</p>',
  account,
  mentions: [{ id: '2001' }],
};
const page = (...statuses: object[]) =>
  Buffer.from(JSON.stringify(statuses.map((s, n) => ({ id: String(20 - n), type: 'mention', status: s }))));
const read = (...statuses: object[]) => normaliseMastodon(page(...statuses), 'mastodon:2001');

describe('Mastodon pages to engagements', () => {
  it('reads a mention', () => {
    expect(read(status)).toMatchObject({
      kind: 'engagements',
      engagements: [
        {
          accountId: 'mastodon:2001',
          conversationId: 'mastodon:2001:11',
          nativeId: '11',
          form: 'mention',
          text: '@acmecoffee hello',
          summoned: true,
          author: { handle: 'jo@other.example', followers: 3 },
        },
      ],
    });
  });

  it('reads a page in the order in which it was written', () => {
    const result = read({ ...status, id: '12' }, { ...status, id: '11' });
    expect(result.kind === 'engagements' && result.engagements.map(({ nativeId }) => nativeId)).toEqual([
      '11',
      '12',
    ]);
  });

  it.each(['private', 'direct', 'mutuals_only'])(
    '%s is not public: nobody is answered where others can read it',
    (visibility) => {
      expect(read({ ...status, visibility })).toMatchObject({ engagements: [{ visibility: 'direct' }] });
    },
  );

  it('a name of any length costs nobody a message', () => {
    const long = read({ ...status, account: { ...account, display_name: 'n'.repeat(5_000) } });
    expect(long).toMatchObject({
      kind: 'engagements',
      engagements: [{ author: { displayName: 'n'.repeat(1_000) } }],
    });
  });

  it('tells replies and direct messages apart', () => {
    const answer = { ...status, in_reply_to_id: '5', in_reply_to_account_id: '2001' };
    expect(read(answer)).toMatchObject({
      engagements: [{ form: 'reply', conversationId: 'mastodon:2001:5' }],
    });
    expect(read({ ...status, visibility: 'direct' })).toMatchObject({
      engagements: [{ form: 'message', visibility: 'direct' }],
    });
    expect(read({ ...status, mentions: [] })).toMatchObject({ engagements: [{ summoned: false }] });
  });

  it('passes by its own statuses, other notifications and an empty page', () => {
    expect(read({ ...status, account: { ...account, id: '2001' } }).kind).toBe('nothing');
    const follow = Buffer.from(JSON.stringify([{ id: '1', type: 'follow' }]));
    expect(normaliseMastodon(follow, 'mastodon:2001')).toEqual({ kind: 'nothing', reason: 'event_not_used' });
    expect(read()).toEqual({ kind: 'nothing', reason: 'empty_page' });
  });

  it('never throws, whatever comes', () => {
    expect(normaliseMastodon(Buffer.from('<html>'), 'mastodon:2001')).toMatchObject({
      code: 'body_not_json',
    });
    expect(read({ ...status, created_at: 5 })).toMatchObject({ code: 'unknown_shape' });
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(['engagements', 'nothing', 'malformed']).toContain(
          normaliseMastodon(Buffer.from(json), 'mastodon:2001').kind,
        );
      }),
    );
  });
});
