import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseX, xAccountOf } from './normalise.ts';
import { bytes, samplePost } from './sample.ts';
import type { SamplePost } from './sample.ts';

const read = (post: Partial<SamplePost>) =>
  normaliseX(bytes(samplePost({ id: '500', text: '@acmecoffee hi', ...post })), 'x:1001');

function one(post: Partial<SamplePost>) {
  const result = read(post);
  if (result.kind !== 'engagements') throw new Error(JSON.stringify(result));
  return result.engagements[0]!;
}

describe('X bodies to engagements', () => {
  it('reads a mention with its author, thread and time', () => {
    expect(one({ text: 'Fish &amp; chips &lt;3 &amp;lt;', conversationId: '499' })).toMatchObject({
      network: 'x',
      accountId: 'x:1001',
      conversationId: 'x:1001:499',
      nativeId: '500',
      form: 'mention',
      author: { nativeId: '77', handle: 'jo', displayName: 'Jo', followers: 12 },
      text: 'Fish & chips <3 &lt;',
      summoned: true,
      visibility: 'public',
      createdAt: Date.UTC(2026, 10, 24, 12),
    });
  });

  it('gives the same message the same id, whichever event tells of it', () => {
    const mention = one({});
    expect(one({ eventType: 'post.reply.create' }).engagementId).toBe(mention.engagementId);
    expect(one({ id: '501' }).engagementId).not.toBe(mention.engagementId);
  });

  it('knows who was summoned: named or quoted, not merely answered', () => {
    expect(one({ mentions: null, eventType: 'post.reply.create', repliedTo: '400' })).toMatchObject({
      summoned: false,
      form: 'reply',
      nativeParentId: '400',
    });
    expect(one({ mentions: '9999', eventType: 'post.reply.create', repliedTo: '400' }).summoned).toBe(true);
    expect(one({ mentions: null, eventType: 'post.quote.create', quoted: '400' }).summoned).toBe(true);
  });

  it('reads the account that a body is for, and leaves other accounts alone', () => {
    const body = bytes(samplePost({ id: '500', text: 'hi', account: '1002' }));
    expect(xAccountOf(body)).toBe('x:1002');
    expect(normaliseX(body, 'x:1001')).toEqual({ kind: 'nothing', reason: 'other_account' });
    expect(xAccountOf(Buffer.from('nonsense'))).toBe('x:*');
  });

  it('passes by its own posts and events that are not used', () => {
    expect(read({ author: { id: '1001', username: 'acmecoffee', name: 'Acme' } })).toEqual({
      kind: 'nothing',
      reason: 'own_message',
    });
    expect(read({ eventType: 'follow.follow' })).toEqual({ kind: 'nothing', reason: 'event_not_used' });
  });

  it.each([
    ['body_not_json', Buffer.from('{')],
    ['unknown_shape', bytes({ version: 9, events: [] })],
    ['unknown_shape', bytes(null)],
    ['post_incomplete', bytes(samplePost({ id: 'not-a-number', text: 'hi' }))],
    ['post_incomplete', bytes(samplePost({ id: '500', text: 'hi', createdAt: 'soon' }))],
  ])('calls it %s', (code, body) => {
    expect(normaliseX(body, 'x:1001')).toMatchObject({ kind: 'malformed', code });
  });

  it('says which field is wrong and nothing of what stands in it', () => {
    const result = normaliseX(bytes(samplePost({ id: '500', text: 'hi', createdAt: 'my secret' })), 'x:1001');
    expect(result).toMatchObject({ message: expect.stringContaining('created_at') });
    expect(JSON.stringify(result)).not.toContain('my secret');
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array().map((b) => Buffer.from(b)),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (body) => {
          expect(['engagements', 'nothing', 'malformed']).toContain(normaliseX(body, 'x:1001').kind);
          expect(xAccountOf(body)).toMatch(/^x:/);
        },
      ),
    );
  });
});
