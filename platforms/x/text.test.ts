import { describe, expect, it } from 'vitest';
import { X_TEXT } from './text.ts';

it('a text beyond any that could fit is as long as it is, uncounted: counting takes seconds there', () => {
  const urls = `https://example.com/${'a'.repeat(900)} `;
  expect(X_TEXT.count(urls.repeat(2), 'jo')).toBe(48);
  expect(X_TEXT.count(urls.repeat(9), 'jo')).toBe(9 * urls.length);
});

describe('X counting', () => {
  it.each([
    ['plain', 'hello', 5],
    ['a URL is 23', 'see https://example.com/a/very/long/path/that/goes/on', 27],
    ['an emoji is 2, of whatever parts', '👩‍👩‍👧‍👦', 2],
    ['CJK is 2 each', '世界', 4],
    ['composed or not is the same', 'cafe\u0301', 4],
    ['the leading mention of whom a reply answers is free', '@jo thanks', 6],
    ['another mention is not', '@joanna thanks', 14],
  ])('%s', (_name, text, length) => {
    expect(X_TEXT.count(text, 'jo')).toBe(length);
  });
});
