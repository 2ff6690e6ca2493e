import { describe, expect, it } from 'vitest';
import { mastodonText, withMention } from './text.ts';

describe('Mastodon counting', () => {
  it.each([
    ['the mention of the addressee is added and counted', 'hi', 'jo', 6],
    ['the domain of a remote addressee is not', 'hi', 'jo@other.example', 6],
    ['a URL is 23', 'https://example.com/a/very/long/path/that/goes/on', 'jo', 27],
    ['an emoji is one, of whatever parts', '👩‍👩‍👧‍👦', 'jo', 5],
  ])('%s', (_name, text, replyTo, length) => {
    expect(mastodonText().count(text, replyTo)).toBe(length);
  });

  it('leads a reply by its addressee, once', () => {
    expect(withMention('hi', 'jo@other.example')).toBe('@jo@other.example hi');
    expect(withMention('@Jo hi', 'jo')).toBe('@Jo hi');
  });

  it.each(['@jobs are open', '@jo@evil.example hi', '@jo.smith hi', '@jo-2 hi', '@joé hi'])(
    'a name that only begins like the addressee is somebody else: %s',
    (text) => expect(withMention(text, 'jo')).toBe(`@jo ${text}`),
  );

  it.each(['@jo, thanks', '@jo. Thanks', '@jo', '@jo: hi', '@jo\nhi', '@JO!'])(
    'the addressee may be followed by anything that ends a name: %s',
    (text) => expect(withMention(text, 'jo')).toBe(text),
  );

  it('does not count the domain of a mention whose name has dots', () => {
    expect(mastodonText().count('@jo hi @a.b-c@other.example', 'jo')).toBe('@jo hi @a.b-c'.length);
  });

  it('does not count far beyond what any server takes, where every character is too many anyway', () => {
    const urls = 'https://example.com/a/very/long/path/that/goes/on '.repeat(500);
    expect(mastodonText().count(urls, 'jo')).toBe(urls.length);
  });
});
