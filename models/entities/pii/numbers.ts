/**
 * Cards, phone numbers, document numbers and long account numbers: runs of digits with separators between.
 * A run is looked at a bounded number of times per digit. In doubt a long number is called a phone number:
 * masking too much costs a word, masking too little a person's number.
 */
import { isValidPhoneNumber } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';
import { CHAR_CLASS, SPACE } from '../../text/char-classes.ts';
import { isCardNumber } from './checksums.ts';
import { idOfDigits } from './digit-documents.ts';
import type { PiiFound, PiiKind } from './kinds.ts';
import { isDigit, isLetterOrDigit } from './view.ts';
import type { PiiView } from './view.ts';

const SEPARATORS = new Set(
  Array.from('-./()_\u00b7\u2010\u2011\u2012\u2013\u2014\u2212', (char) => char.charCodeAt(0)),
);
const MAX_GAP = 3;
/** Digits that stick to a word (`tel0301234567`) count from this many on. */
const GLUED_DIGITS = 9;

interface Run {
  readonly from: number;
  readonly to: number;
  readonly digits: string;
  /** Index in `digits` where each group begins. */
  readonly groups: readonly number[];
}

/** `regions` are the countries whose short national numbers count, ISO 3166. */
export function findNumbers(view: PiiView, regions: readonly CountryCode[]): PiiFound[] {
  const { text, spanOf } = view;
  const found: PiiFound[] = [];
  let i = 0;
  while (i < text.length) {
    if (!isDigit(text.charCodeAt(i))) {
      i++;
      continue;
    }
    const run = runAt(text, i);
    const firstGroup = run.groups[1] ?? run.digits.length;
    if (i > 0 && isLetterOrDigit(text.charCodeAt(i - 1)) && firstGroup < GLUED_DIGITS) {
      i += firstGroup;
      continue;
    }
    i = run.to;
    const plus = run.from > 0 && text[run.from - 1] === '+';
    const kind = kindOf(text, run, plus, regions);
    if (kind === null) continue;
    let from = plus ? run.from - 1 : run.from;
    if (text[from - 1] === '(' && text.slice(from, run.to).includes(')')) from--;
    found.push({ kind, span: spanOf(from, run.to) });
  }
  return found;
}

function runAt(text: string, from: number): Run {
  let to = from;
  let gap = 0;
  let digits = '';
  const groups = [0];
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isDigit(unit)) {
      if (gap > 0) groups.push(digits.length);
      digits += text[at]!;
      to = at + 1;
      gap = 0;
    } else if ((SEPARATORS.has(unit) || (CHAR_CLASS[unit] === SPACE && unit !== 0x0a)) && gap < MAX_GAP)
      gap++;
    else break;
  }
  return { from, to, digits, groups };
}

const DATE = String.raw`(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)?\d\d)`;
/** One date or two, with an hour behind it (the colon ends the run). */
const DATES = new RegExp(`^${DATE}(?: ?[-–] ?${DATE})?(?: {1,2}\\d{1,2})?$`);
const MAX_DATES = 30;
const PHONE_WORD =
  /(?:tel|telefon|telefono|telephone|telefone|telefoon|phone|call|ring|text|sms|whatsapp|mobile?|cell|handy|nummer|ruf|anruf|fax|movil|celular|portable|cellulare|numero|number|dial)[a-z]{0,3}[^a-z0-9]{0,3}(?:(?:me|us|is|at|on|nr|no|unter|al|au|num)[^a-z0-9]{0,3})?$/;

function kindOf(text: string, run: Run, plus: boolean, regions: readonly CountryCode[]): PiiKind | null {
  const { digits, from, to } = run;
  if (digits.length < 7) return null;
  const written = to - from <= MAX_DATES ? text.slice(from, to) : '';
  if (written !== '' && DATES.test(written)) return null;
  if (hasCard(run)) return 'payment_card';
  if ((plus || digits.startsWith('00')) && digits.length >= 8 && digits.length <= 17) return 'phone';
  if (written !== '' && idOfDigits(written, digits)) return 'national_id';
  if (digits.length > 15) return 'account_number';
  if (digits.length >= 9) return 'phone';
  if (PHONE_WORD.test(text.slice(Math.max(0, from - 30), from))) return 'phone';
  return regions.some((region) => isValidPhoneNumber(digits, region)) ? 'phone' : null;
}

/** First digits that issuers use (ISO/IEC 7812): a window inside a longer run must begin with one. */
const ISSUER = /^(?:4|5[1-5]|2[2-7]|3[0-9]|6)/;

/** A card number, also with other digits (expiry, security code, a count) before or behind it. */
function hasCard({ digits, groups }: Run): boolean {
  if (digits.length < 13) return false;
  if (isCardNumber(digits)) return true;
  const ends = new Set([...groups, digits.length]);
  for (const start of groups) {
    for (let length = 13; length <= 19 && start + length <= digits.length; length++) {
      if (!ends.has(start + length) && length !== 15 && length !== 16) continue;
      const window = digits.slice(start, start + length);
      if (ISSUER.test(window) && isCardNumber(window)) return true;
    }
  }
  return false;
}
