import { describe, expect, it } from 'vitest';
import { countCharacters, html } from './mastodon-wire.ts';
import { rewriteText, weightedLength, xActivityBody } from './x-wire.ts';
import type { InboundMessage } from './types.ts';

const account = { accountId: '1001', handle: 'acmecoffee', name: 'Acme Coffee' };
const message: InboundMessage = {
  nativeId: '9',
  eventId: 'e',
  accountId: '1001',
  kind: 'mention',
  author: { id: '7', handle: 'jo', name: 'Jo', followers: 3 },
  text: '🙂 @acmecoffee a < b',
  conversationId: '9',
  inReplyToId: null,
  lang: 'en',
  createdAt: '2026-01-01T00:00:00.000Z',
  deliver: true,
};

describe("X's wire format", () => {
  it('counts entity places in code points and writes <, > and & as entities', () => {
    const { data } = JSON.parse(xActivityBody(message, account, ''));
    expect(data).toMatchObject({ event_type: 'post.mention.create', filter: { user_id: '1001' } });
    expect(data.payload.text).toBe('🙂 @acmecoffee a &lt; b');
    expect(data.payload.entities.mentions).toEqual([
      { start: 2, end: 13, username: 'acmecoffee', id: '1001' },
    ]);
  });

  it('rewrites what is posted: t.co for URLs, the mention of the answered author in front', () => {
    const stored = rewriteText('see https://coffee.example.com/help?a=1 & enjoy', 'jo');
    expect(stored).toMatch(/^@jo see https:\/\/t\.co\/[A-Za-z0-9]{10} &amp; enjoy$/);
  });

  it('weighs a URL 23, an emoji 2 and the leading mention of the answered author nothing', () => {
    expect(weightedLength('https://a-very-long-name.example.com/' + 'x'.repeat(100), null)).toBe(23);
    expect(weightedLength('👨‍👩‍👧‍👦', null)).toBe(2);
    expect(weightedLength('@jo hi', 'jo')).toBe(2);
  });
});

describe("Mastodon's wire format", () => {
  it('writes text as escaped HTML with paragraphs, breaks and links', () => {
    expect(
      html('a <b>\nc\n\n@jo@far.example #Cold', [{ accountId: '7', handle: 'jo@far.example', name: 'Jo' }]),
    ).toBe(
      '<p>a &lt;b&gt;<br />c</p><p><span class="h-card" translate="no"><a href="https://far.example/@jo" class="u-url mention">@<span>jo</span></a></span> ' +
        '<a href="https://social.example/tags/cold" class="mention hashtag" rel="tag">#<span>Cold</span></a></p>',
    );
  });

  it('counts graphemes, a URL as 23, and no domain of a remote mention', () => {
    expect(countCharacters('👨‍👩‍👧‍👦')).toBe(1);
    expect(countCharacters('https://example.com/' + 'x'.repeat(80))).toBe(23);
    expect(countCharacters('@jo@far.example hi')).toBe(6);
  });
});
