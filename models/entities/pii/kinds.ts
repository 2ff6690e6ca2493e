/** Kinds of personal data, in the order of what a span is called when several finders see it. */
import type { Span } from '../../ports.ts';

export const PII_KINDS = [
  'payment_card',
  'iban',
  'email',
  'national_id',
  'ip_address',
  'order_number',
  'phone',
  'account_number',
  'postal_address',
] as const;
export type PiiKind = (typeof PII_KINDS)[number];

export interface PiiFound {
  readonly kind: PiiKind;
  readonly span: Span;
}

/** What stands for each kind in a masked text: `[EMAIL_1]`. */
export const PLACEHOLDER_WORDS = {
  payment_card: 'CARD',
  iban: 'IBAN',
  email: 'EMAIL',
  national_id: 'ID',
  ip_address: 'IP',
  order_number: 'ORDER',
  phone: 'PHONE',
  account_number: 'ACCOUNT',
  postal_address: 'ADDRESS',
} as const satisfies Readonly<Record<PiiKind, string>>;

/** Stands for a whole rest of a text that could not be masked piece by piece. */
export const REST_WORD = 'TEXT';

const WORDS = [...Object.values(PLACEHOLDER_WORDS), REST_WORD].join('|');
/** At most six digits: a longer number in brackets is not a placeholder but somebody's number. */
export const PLACEHOLDER = new RegExp(`\\[(?:${WORDS})_[1-9]\\d{0,5}\\]`, 'g');
export const FOLDED_PLACEHOLDER = new RegExp(PLACEHOLDER.source.toLowerCase(), 'g');
