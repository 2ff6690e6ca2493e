import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { scanEntities } from './scan.ts';

// fast-check prepares its table of all code points once, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const found = (text: string): string[] => scanEntities(text).map(({ kind, value }) => `${kind} ${value}`);

describe('scanning', () => {
  it.each([
    ['hi @acmecoffee@social.example!', ['mention acmecoffee@social.example']],
    ['(@a.b@c-d.example.org)', ['mention a.b@c-d.example.org']],
    ['mail jane.doe@mail.example now', ['email jane.doe@mail.example']],
    ['john.com@mail.example', ['email john.com@mail.example']],
    ['me@a.example, you@b.example', ['email me@a.example', 'email you@b.example']],
    [
      '@one @two/cool-list #tag $ACME http://a.co/x(y).',
      ['mention one', 'list two/cool-list', 'hashtag tag', 'cashtag ACME', 'url http://a.co/x(y)'],
    ],
    ['http://a.co/@jack/#tag', ['url http://a.co/@jack/#tag']],
    ['call +44 20 7946 0958', ['phone +442079460958']],
    ['call (212) 736-5000 now', ['phone 2127365000']],
    ['order no. A-10234 is late', ['order_number A-10234']],
    ['Bestellung 4711-22 fehlt', ['order_number 4711-22']],
    ['see http://a.co/order/12345678901', ['url http://a.co/order/12345678901']],
    ['in 2024 or 2025-11-23', []],
    ['end.Begin again.Nothing', []],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected));

  const PIECES = [
    '@',
    '＠',
    '#',
    '＃',
    '$',
    '.',
    'a',
    'com',
    'co',
    'http://',
    'https://t.co/',
    '/',
    '(',
    ')',
    '?',
    'x=1',
    '日本',
    'みんな',
    '😀',
    '\ud83d',
    '\u202a',
    ' ',
    '\n',
    '-',
    '_',
    'rt',
    'é',
    '12345',
    'order ',
    '+49 30 1234567',
    '@a@b.example',
    'a@b.example',
    ':',
    '&',
  ];
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
  );

  it('always: in order, none overlapping, spans inside, values are of the text, no pair split', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let floor = 0;
        for (const { kind, start, end, value } of scanEntities(text)) {
          expect(start).toBeGreaterThanOrEqual(floor);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(kind === 'phone' || text.slice(start, end).endsWith(value)).toBe(true);
          const head = text.codePointAt(start - 1) ?? 0;
          const tail = text.codePointAt(end - 1) ?? 0;
          expect(start === 0 || head <= 0xffff).toBe(true);
          expect(tail <= 0xffff).toBe(true);
          floor = end;
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('what stands after a space is found alike alone and behind other text', () => {
    const part = fc.constantFrom(
      '@a@b.example',
      '#tag',
      '$ACME',
      'http://a.co/x',
      'jane@b.example',
      'plain',
      '日本語',
      '(x',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        expect(found(parts.join(' '))).toEqual(parts.flatMap((one) => found(one)));
      }),
    );
  });

  it('work grows with the length of the text, not with its square', () => {
    const hostile = [
      'a.',
      'a.co',
      '.',
      '@',
      '@a',
      '@a@',
      'a@',
      '#',
      '#a',
      '$',
      '$a ',
      'http://',
      'http://a.co/(',
      'a.co/((',
      'a-',
      'a_.',
      'com.',
      '日.com',
      'http://日',
      'xn--',
      'a.xn--',
      '1',
      '1 ',
      'order ',
      '#1',
      '?',
      'rt@',
      'a.co?',
      'a.日',
    ];
    for (const piece of hostile) {
      const text = piece.repeat(Math.ceil(300_000 / piece.length));
      expect(scanEntities(text).length).toBeLessThanOrEqual(text.length);
    }
  });
});
