/**
 * Personal data in a text: e-mail addresses, phone numbers, IBANs, payment cards, order numbers. Scanners look at
 * each unit a bounded number of times, however the text is built.
 */
import type { Span } from '../ports.ts';
import { CHAR_CLASS, WORD } from '../text/char-classes.ts';
import type { Folded } from '../text/fold.ts';
import { ibanLength, isCardNumber, isIban } from './checksums.ts';

export type PiiKind = 'email' | 'phone' | 'iban' | 'payment_card' | 'order_number';

export interface PiiFound {
  readonly kind: PiiKind;
  readonly span: Span;
}

const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;

/** Looks at folded text without invisible characters; spans are of the original. */
export function findPii(visible: Folded): PiiFound[] {
  const cards = findNumbers(visible);
  return [...findEmails(visible), ...findIbans(visible), ...cards, ...findOrders(visible)];
}

function spanOf(visible: Folded, from: number, to: number): Span {
  return { start: visible.starts[from]!, end: visible.ends[to - 1]! };
}

function isLetterOrDigit(unit: number): boolean {
  return CHAR_CLASS[unit] === WORD;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** RFC 5321 shapes, loosely: something, `@`, labels with a dot. `@name@server` is a fediverse handle. */
function findEmails(visible: Folded): PiiFound[] {
  const { text } = visible;
  const found: PiiFound[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let from = at;
    while (from > 0 && at - from < MAX_LOCAL && isLocal(text.charCodeAt(from - 1))) from--;
    let to = at + 1;
    let dot = false;
    while (to < text.length && to - at < MAX_DOMAIN) {
      const unit = text.charCodeAt(to);
      if (unit === 0x2e && to + 1 < text.length && isLetterOrDigit(text.charCodeAt(to + 1))) dot = true;
      else if (!isLetterOrDigit(unit) && unit !== 0x2d) break;
      to++;
    }
    if (from === at || !dot || text[from - 1] === '@') continue;
    found.push({ kind: 'email', span: spanOf(visible, from, to) });
  }
  return found;
}

function isLocal(unit: number): boolean {
  return (
    isLetterOrDigit(unit) || unit === 0x2e || unit === 0x2b || unit === 0x2d || unit === 0x5f || unit === 0x25
  );
}

/** Digits with single separators between; at most 40 units are one number. */
const MAX_NUMBER = 40;

function findNumbers(visible: Folded): PiiFound[] {
  const { text } = visible;
  const found: PiiFound[] = [];
  let i = 0;
  while (i < text.length) {
    if (!isDigit(text.charCodeAt(i)) || (i > 0 && isLetterOrDigit(text.charCodeAt(i - 1)))) {
      i++;
      continue;
    }
    let to = i;
    let gap = 0;
    let digits = '';
    for (let at = i; at < text.length && at - i < MAX_NUMBER; at++) {
      const unit = text.charCodeAt(at);
      if (isDigit(unit)) {
        digits += text[at]!;
        to = at + 1;
        gap = 0;
      } else if (' -./()\u00a0\u2010\u2011\u2013'.includes(text[at]!) && gap < 3) gap++;
      else break;
    }
    const plus = i > 0 && text[i - 1] === '+';
    const kind = numberKind(digits, plus || digits.startsWith('00'), text.slice(i, to));
    if (kind !== null) found.push({ kind, span: spanOf(visible, plus ? i - 1 : i, to) });
    i = to;
  }
  return found;
}

/** Dates and sums of money are shorter than nine digits or hold no separators of a phone number. */
function numberKind(digits: string, international: boolean, written: string): PiiKind | null {
  if (hasCard(digits)) return 'payment_card';
  if (international && digits.length >= 8 && digits.length <= 17) return 'phone';
  if (digits.length < 9 || digits.length > 15) return null;
  const separated = written.length > digits.length;
  return separated || digits.startsWith('0') || digits.length >= 10 ? 'phone' : null;
}

/** A card number, also with a few digits (expiry, security code) behind it. */
function hasCard(digits: string): boolean {
  for (let length = 13; length <= Math.min(19, digits.length); length++) {
    if ((length === digits.length || length >= 15) && isCardNumber(digits.slice(0, length))) return true;
  }
  return false;
}

const IBAN_START = /[a-z]{2}\d{2}/g;

function findIbans(visible: Folded): PiiFound[] {
  const { text } = visible;
  const found: PiiFound[] = [];
  for (const match of text.matchAll(IBAN_START)) {
    const from = match.index;
    if (from > 0 && isLetterOrDigit(text.charCodeAt(from - 1))) continue;
    const want = ibanLength(match[0].slice(0, 2));
    if (want === null) continue;
    let compact = '';
    let to = from;
    while (to < text.length && compact.length < want && to - from < 2 * want) {
      const unit = text.charCodeAt(to);
      if (isDigit(unit) || (unit >= 0x61 && unit <= 0x7a)) compact += text[to]!;
      else if (text[to] !== ' ' && text[to] !== '-') break;
      to++;
    }
    if (compact.length === want && isIban(compact))
      found.push({ kind: 'iban', span: spanOf(visible, from, to) });
  }
  return found;
}

const ORDER_WORDS = new Set(
  (
    'order orders booking ticket invoice reference ref tracking case pedido orden factura reserva commande facture ' +
    'reservation bestellung bestellnummer auftrag rechnung rechnungsnummer ordine fattura prenotazione encomenda ' +
    'bestelling factuur zamowienie zamowienia faktura'
  ).split(' '),
);
/** Words that may stand between `order` and its number. */
const ORDER_REACH = 4;
const MAX_ORDER = 40;

/** A word with four digits or more soon after a word for an order, or `#` and four digits. */
function findOrders(visible: Folded): PiiFound[] {
  const { text } = visible;
  const found: PiiFound[] = [];
  let near = 0;
  let i = 0;
  while (i < text.length) {
    if (!isLetterOrDigit(text.charCodeAt(i))) {
      i++;
      continue;
    }
    let to = i;
    let digits = 0;
    while (to < text.length && (isLetterOrDigit(text.charCodeAt(to)) || (text[to] === '-' && to > i))) {
      if (isDigit(text.charCodeAt(to))) digits++;
      to++;
    }
    const marked = i > 0 && text[i - 1] === '#' && digits === to - i;
    if (digits >= 4 && to - i <= MAX_ORDER && (near > 0 || marked)) {
      found.push({ kind: 'order_number', span: spanOf(visible, i, to) });
    }
    near = ORDER_WORDS.has(text.slice(i, Math.min(to, i + MAX_ORDER))) ? ORDER_REACH : near - 1;
    i = to;
  }
  return found;
}
