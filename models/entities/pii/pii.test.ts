import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { mod11And10, verhoeff } from './checksums.ts';
import { findAll, findPii, merged } from './find.ts';
import { FOLDED_PLACEHOLDER, PII_KINDS, PLACEHOLDER, PLACEHOLDER_WORDS } from './kinds.ts';
import { mask, unmask } from './mask.ts';
import { quickView } from './view.ts';

// fast-check prepares its table of all code points once, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Kinds with the words they point at. */
const found = (text: string): string[] =>
  merged(findPii(text)).map(({ kind, span }) => `${kind}: ${text.slice(span.start, span.end)}`);

describe('finds', () => {
  it.each([
    ['mail jane.doe+x@mail.example.com now', 'email: jane.doe+x@mail.example.com'],
    ['mailto:o’x jane_doe@sub.example.co.uk.', 'email: jane_doe@sub.example.co.uk'],
    ['ich bin @jane@gmail.com', 'email: jane@gmail.com'],
    ['call +44 20 7946 0958 please', 'phone: +44 20 7946 0958'],
    ['ruf an: 030/1234567', 'phone: 030/1234567'],
    ['phone 555-0142 now', 'phone: 555-0142'],
    ['whatsapp me on 612345678', 'phone: 612345678'],
    ['(212) 555-0142 is mine', 'phone: (212) 555-0142'],
    ['tel0301234567', 'phone: 0301234567'],
    ['two 030 1234567 0171 1234567', 'account_number: 030 1234567 0171 1234567'],
    ['DE89 3704 0044 0532 0130 00', 'iban: DE89 3704 0044 0532 0130 00'],
    ['IBANGB82WEST12345698765432', 'iban: GB82WEST12345698765432'],
    ['VA59001123000012345678', 'iban: VA59001123000012345678'],
    ['table 2 4111 1111 1111 1111', 'payment_card: 2 4111 1111 1111 1111'],
    ['x4111111111111111 123', 'payment_card: 4111111111111111 123'],
    ['amex 3782 822463 10005', 'payment_card: 3782 822463 10005'],
    ['from 203.0.113.7:8080 today', 'ip_address: 203.0.113.7'],
    ['from 2001:db8::8a2e:370:7334.', 'ip_address: 2001:db8::8a2e:370:7334'],
    ['order no. A-10234', 'order_number: A-10234'],
    ['Sendungsnummer 00340434161094', 'order_number: 00340434161094'],
  ])('%s', (text, expected) => expect(found(text)).toEqual([expected]));

  it.each([
    ['ES', 'mi dni 12345678Z gracias', '12345678Z'],
    ['ES', 'X1234567L', 'X1234567L'],
    ['IT', 'RSSMRA85T10A562S', 'RSSMRA85T10A562S'],
    ['GB', 'AB 12 34 56 C', 'AB 12 34 56 C'],
    ['IN', 'ABCPD1234F', 'ABCPD1234F'],
    ['US', '123-45-6789', '123-45-6789'],
    ['BR', '529.982.247-25', '529.982.247-25'],
    ['NL', '111222333', '111222333'],
    ['PL', '44051401359', '44051401359'],
    ['DE', '86 095 742 719', '86 095 742 719'],
    ['DE', 'L01X00T471', 'L01X00T471'],
    ['FR', '1 84 12 76 451 089 46', '1 84 12 76 451 089 46'],
    ['BE', '85.07.30-033.28', '85.07.30-033.28'],
    ['CH', '756.9217.0769.85', '756.9217.0769.85'],
    ['SE', '811218-9876', '811218-9876'],
    ['FI', '131052-308T', '131052-308T'],
    ['GB', 'NHS 943 476 5919', '943 476 5919'],
    ['IN', '2341 2341 2346', '2341 2341 2346'],
    ['PT', '123456789', '123456789'],
    ['any', 'passport no C01234567', 'C01234567'],
    ['any', 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<'],
  ])('document number (%s): %s', (_, text, words) => expect(found(text)).toEqual([`national_id: ${words}`]));

  it.each([
    ['en', 'I live at 221B Baker Street, London NW1 6XE ok', '221B Baker Street, London NW1 6XE'],
    [
      'en',
      'send it to 1600 Pennsylvania Ave NW, Washington, DC 20500',
      '1600 Pennsylvania Ave NW, Washington, DC 20500',
    ],
    ['en', '12 st johns road please', '12 st johns road'],
    ['en', '7 Oak Drive', '7 Oak Drive'],
    ['en', 'near M5V 3L9', 'M5V 3L9'],
    ['en', 'P.O. Box 1234', 'Box 1234'],
    ['de', 'Wohne Hauptstraße 12a, 10115 Berlin und', 'Hauptstraße 12a, 10115 Berlin'],
    ['de', 'Lindenweg 5', 'Lindenweg 5'],
    ['fr', 'au 12 bis, rue de la Paix, 75002 Paris', '12 bis, rue de la Paix, 75002 Paris'],
    ['es', 'vivo en Calle Mayor 5, 28013 Madrid', 'Calle Mayor 5, 28013 Madrid'],
    ['it', 'abito in Via Giuseppe Verdi 10, 20121 Milano', 'Via Giuseppe Verdi 10, 20121 Milano'],
    ['pt', 'Rua das Flores, 123, 01001-000 São Paulo', 'Rua das Flores, 123, 01001-000 São Paulo'],
    ['nl', 'Kerkstraat 5, 1017 GA Amsterdam', 'Kerkstraat 5, 1017 GA Amsterdam'],
    ['pl', 'ul. Marszałkowska 10, 00-590 Warszawa', 'ul. Marszałkowska 10, 00-590 Warszawa'],
    ['ja', '〒100-0001', '〒100-0001'],
  ])('address (%s): %s', (_, text, words) => expect(found(text)).toEqual([`postal_address: ${words}`]));

  it.each([
    'see you 2026-11-23 10:30',
    'from 23.11.2026 - 25.11.2026',
    'it costs 12,500.00 or 1.250,00 €',
    '@joe@social.example hi',
    'version 2.0.1 at 10:30:15',
    'in 1999 and 2024, 3 cups, 5 stars',
    '2 minutes down the road, 3 people drive',
    'place 3 of 10, via email 5 times',
    'std::vector and a::b',
    'score 3-2, 50 % off, 100 g',
    '',
  ])('nothing in "%s"', (text) => expect(found(text)).toEqual([]));

  it('looks for short national numbers only where it is told to', () => {
    expect(findPii('91 23 45 67', {})).toEqual([]);
    expect(findPii('91 23 45 67', { regions: ['NO'] })).toMatchObject([{ kind: 'phone' }]);
  });

  it('one wrong digit is noticed by Verhoeff and MOD 11,10', () => {
    const wrong = (digits: string, at: number, by: number): string =>
      digits.slice(0, at) + String((Number(digits[at]) + by) % 10) + digits.slice(at + 1);
    fc.assert(
      fc.property(fc.nat(10), fc.integer({ min: 1, max: 9 }), (at, by) => {
        expect(mod11And10(wrong('86095742719', at, by))).toBe(false);
        expect(verhoeff(wrong('234123412346', at, by))).toBe(false);
      }),
    );
  });
});

const PIECES = [
  'jane@example.com',
  '+49 30 1234567',
  '4111 1111 1111 1111',
  'DE89370400440532013000',
  '12345678Z',
  'order 12345',
  '203.0.113.7',
  '12 Main Street',
  'Hauptstraße 5',
  '10115 Berlin',
  '[EMAIL_1]',
  '[PHONE_2]',
  '[email_1]',
  '[',
  ']',
  '_1]',
  '[TEXT_1]',
  '12',
  '7',
  '@',
  '.',
  '-',
  ' ',
  '\u200b',
  '😀',
  '\ud83d',
  '１２３４',
  '#',
  'ref',
  'passport',
  '::1',
  '<<',
  'rue',
  'a',
  '\n',
  '(',
  '٣٤٥٦٧٨٩',
  'SW1A 1AA',
  '\u{1d7d8}\u{1d7d9}',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join('')),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join(' ')),
  fc.string({ unit: fc.constantFrom(...'0123456789 -@.[]_aE:/'.split('')), maxLength: 120 }),
);

describe('masking', () => {
  it('gives stable placeholders, the same for the same value, and the way back', () => {
    const text = 'a@b.example, c@d.example, again a@b.example, call +44 20 7946 0958';
    const masked = mask(text);
    expect(masked.text).toBe('[EMAIL_1], [EMAIL_2], again [EMAIL_1], call [PHONE_1]');
    expect(masked.replacements).toEqual([
      { placeholder: '[EMAIL_1]', kind: 'email', value: 'a@b.example' },
      { placeholder: '[EMAIL_2]', kind: 'email', value: 'c@d.example' },
      { placeholder: '[PHONE_1]', kind: 'phone', value: '+44 20 7946 0958' },
    ]);
    expect(unmask(masked.text, masked.replacements)).toBe(text);
    expect(unmask(masked.text, [])).toBe(masked.text);
  });

  it('never takes the name of a placeholder that stood in the text', () => {
    const text = '[EMAIL_1] wrote to a@b.example';
    expect(mask(text).text).toBe('[EMAIL_1] wrote to [EMAIL_2]');
    expect(unmask(mask(text).text, mask(text).replacements)).toBe(text);
  });

  it('a number in brackets that is too long for a placeholder is masked', () => {
    expect(mask('[PHONE_491701234567]').text).not.toContain('4917');
  });

  it('every kind has its own word, and every placeholder is read back', () => {
    expect(new Set(Object.values(PLACEHOLDER_WORDS)).size).toBe(PII_KINDS.length);
    for (const word of Object.values(PLACEHOLDER_WORDS))
      expect(`[${word}_12]`.match(PLACEHOLDER)).toHaveLength(1);
  });

  it('never leaves anything that a finder finds; always reversible; again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const masked = mask(text);
        expect(findPii(masked.text)).toEqual([]);
        expect(unmask(masked.text, masked.replacements)).toBe(text);
        expect(mask(masked.text)).toEqual({ text: masked.text, replacements: [] });
        expect(masked.text.isWellFormed() || !text.isWellFormed()).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('spans lie inside the text and never split a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { span } of findPii(text)) {
          expect(span.start).toBeLessThan(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
          for (const at of [span.start, span.end]) {
            const pair = /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '');
            expect(pair).toBe(false);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds in a text without digits what every finder finds', () => {
    const undigited = anyText.map((text) => text.replace(/\p{N}/gu, ''));
    fc.assert(
      fc.property(fc.oneof(anyText, undigited), fc.boolean(), (text, doubled) => {
        const read = doubled ? text.replaceAll(' ', '<<') : text;
        expect(findPii(read)).toEqual(findAll(quickView(read, FOLDED_PLACEHOLDER), {}));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads long hostile texts to the end', () => {
    for (const piece of [
      '@',
      'a@',
      '1 ',
      '1',
      '::',
      '12 rue ',
      'calle a ',
      '1 a ',
      '<<a',
      '[',
      '[PHONE_',
      'de89 ',
      'order ',
    ]) {
      const text = piece.repeat(100_000 / piece.length);
      expect(findPii(mask(text).text)).toEqual([]);
    }
  });
});
