/** Identity numbers made of digits, each with the spelling people use and its check digits. */
import { luhn, mod11And10, verhoeff, weighted } from './checksums.ts';

interface DigitDocument {
  /** ISO 3166 country and the number's own name. */
  readonly id: string;
  /** As people write it; the run of digits with its separators. */
  readonly spelling: RegExp;
  /** True when nothing else is written like this, so that no context is needed. Always gets digits only. */
  readonly valid: (digits: string) => boolean;
}

const digit = (digits: string, at: number): number => digits.charCodeAt(at) - 0x30;
/** 11 minus the rest, where 10 and 11 count as 0 (Brazil, Portugal). */
const mod11Digit = (sum: number): number => (sum % 11 < 2 ? 0 : 11 - (sum % 11));
const descending = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from - i);

/** Sources: the issuing authorities' published rules for each number. */
export const DIGIT_DOCUMENTS: readonly DigitDocument[] = [
  {
    id: 'US social security number',
    spelling: /^\d{3}[- ]\d{2}[- ]\d{4}$/,
    valid: (d) => !/^(?:000|666|9)/.test(d) && d.slice(3, 5) !== '00' && d.slice(5) !== '0000',
  },
  {
    id: 'BR CPF',
    spelling: /^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$/,
    valid: (d) =>
      digit(d, 9) === mod11Digit(weighted(d, descending(10, 9))) &&
      digit(d, 10) === mod11Digit(weighted(d, descending(11, 10))),
  },
  {
    id: 'NL BSN',
    spelling: /^\d{4}\.?\d{2}\.?\d{3}$/,
    valid: (d) => weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  },
  {
    id: 'PT NIF',
    spelling: /^[1-35689]\d{2} ?\d{3} ?\d{3}$/,
    valid: (d) => digit(d, 8) === mod11Digit(weighted(d, descending(9, 8))),
  },
  {
    id: 'PL PESEL',
    spelling: /^\d{11}$/,
    valid: (d) => weighted(d, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0 && Number(d.slice(4, 6)) <= 31,
  },
  { id: 'DE Steuer-ID', spelling: /^[1-9]\d ?\d{3} ?\d{3} ?\d{3}$/, valid: mod11And10 },
  {
    id: 'FR NIR',
    spelling: /^[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}$/,
    valid: (d) => 97 - (Number(d.slice(0, 13)) % 97) === Number(d.slice(13)),
  },
  {
    id: 'BE national number',
    spelling: /^\d{2}\.?\d{2}\.?\d{2}[- ]?\d{3}[. ]?\d{2}$/,
    valid: (d) =>
      [d.slice(0, 9), `2${d.slice(0, 9)}`].some((base) => 97 - (Number(base) % 97) === Number(d.slice(9))),
  },
  {
    id: 'CH AHV',
    spelling: /^756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}$/,
    valid: (d) => weighted(d, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
  },
  { id: 'SE personnummer', spelling: /^\d{6}-?\d{4}$/, valid: luhn },
  {
    id: 'NO fødselsnummer',
    spelling: /^\d{6} ?\d{5}$/,
    valid: (d) =>
      weighted(d, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
      weighted(d, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  },
  {
    id: 'GB NHS number',
    spelling: /^\d{3} ?\d{3} ?\d{4}$/,
    valid: (d) => (11 - (weighted(d, descending(10, 9)) % 11)) % 11 === digit(d, 9),
  },
  { id: 'CA SIN', spelling: /^\d{3}-\d{3}-\d{3}$/, valid: luhn },
  { id: 'IN Aadhaar', spelling: /^[2-9]\d{3} ?\d{4} ?\d{4}$/, valid: verhoeff },
  {
    id: 'AT social insurance number',
    spelling: /^[1-9]\d{3} ?\d{6}$/,
    valid: (d) => weighted(d, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digit(d, 3),
  },
];

/** True when the run is spelt like one of the numbers and its check digits are right. */
export function idOfDigits(written: string, digits: string): boolean {
  return DIGIT_DOCUMENTS.some(({ spelling, valid }) => spelling.test(written) && valid(digits));
}
