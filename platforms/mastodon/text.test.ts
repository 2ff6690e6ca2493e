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
});
