import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from './html-text.ts';

describe('text of a status', () => {
  it.each([
    ['<p>Hello <b>you</b></p>', 'Hello you'],
    ['<p>One</p><p>Two<br>Three<br/>Four</p>', 'One\n\nTwo\nThree\nFour'],
    [
      '<p><span class="h-card"><a href="https://s.example/@acme" class="u-url mention">@<span>acme</span></a></span> hi</p>',
      '@acme hi',
    ],
    [
      '<p><a href="https://example.com/a/b"><span class="invisible">https://</span><span class="ellipsis">example.com/a</span><span class="invisible">/b</span></a></p>',
      'https://example.com/a/b',
    ],
    [
      '<p>Fish &amp; chips &lt;3 &quot;now&quot; &#39;ok&#39; &#x1F600; &amp;lt;</p>',
      'Fish & chips <3 "now" \'ok\' 😀 &lt;',
    ],
    ['<ul><li>a</li><li>b</li></ul>', 'a\n\nb'],
    ['<a title="1 > 0">x</a>', 'x'],
    ['<script>alert(1)</script><style>p{}</style>ok<!-- <p>no</p> -->', 'ok'],
    ['2 < 3 and a&b &nope; &#0; &#xD800;', '2 < 3 and a&b &nope; \ufffd \ufffd'],
    ['<p>broken <a href="x', 'broken'],
    ['', ''],
  ])('%j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('walks a long run of spaces once: the old pattern took a minute for this', { timeout: 10_000 }, () => {
    const spaces = '\u00a0 '.repeat(100_000);
    expect(htmlToText(`<p>a${spaces}x</p>`).length).toBe(spaces.length + 2);
  });

  it('gives back any text that a server escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        const spaces = (of: string) => of.replaceAll(/\s+/g, ' ').trim();
        expect(spaces(htmlToText(`<p>${escaped}</p>`))).toBe(spaces(text));
      }),
    );
  });

  it('ends, and leaves no tag, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<', '>', 'p', '"', "'", '/', '!--', '-->', '&', ';', ' ', 'br', 'script')),
        (parts) => {
          expect(typeof htmlToText(parts.join(''))).toBe('string');
        },
      ),
    );
  });
});
