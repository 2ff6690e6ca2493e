/**
 * Personal data in a text: cards, bank accounts, e-mail, documents, IP and postal addresses, phone, order and account
 * numbers. Names of people are not looked for. Work is linear in the text, however it is built.
 */
import type { CountryCode } from 'libphonenumber-js/min';
import type { Folded } from '../../text/fold.ts';
import { findAddresses } from './addresses.ts';
import { findDocuments, findMachineReadable } from './documents.ts';
import { findEmails } from './emails.ts';
import { findIbans } from './ibans.ts';
import { findIps } from './ip.ts';
import { FOLDED_PLACEHOLDER, PII_KINDS } from './kinds.ts';
import type { PiiFound } from './kinds.ts';
import { findNumbers } from './numbers.ts';
import { findOrders } from './orders.ts';
import { quickView, viewOf } from './view.ts';
import type { PiiView } from './view.ts';

export interface PiiOptions {
  /** Countries (ISO 3166) whose national phone numbers of seven or eight digits count. Longer ones always do. */
  readonly regions?: readonly CountryCode[];
}

/** `visible` is the folded text without invisible characters, where a caller has it. Spans are of `text`. */
export function findPii(text: string, options: PiiOptions = {}, visible?: Folded): PiiFound[] {
  const view =
    visible === undefined ? quickView(text, FOLDED_PLACEHOLDER) : viewOf(text, visible, FOLDED_PLACEHOLDER);
  return HAS_DIGIT.test(view.text) ? findAll(view, options) : findWithoutDigits(view);
}

const HAS_DIGIT = /[0-9]/;

/** Everything but addresses of e-mail and what a machine reads has a digit: most texts have none. The whole search takes 36 µs. */
function findWithoutDigits(view: PiiView): PiiFound[] {
  const emails = view.text.includes('@') ? findEmails(view) : [];
  return view.text.includes('<<') ? [...emails, ...findMachineReadable(view)] : emails;
}

/** Exported for its test: what is found without a look at which signs the text has. */
export function findAll(view: PiiView, options: PiiOptions): PiiFound[] {
  return [
    ...findEmails(view),
    ...findIbans(view),
    ...findNumbers(view, options.regions ?? []),
    ...findDocuments(view),
    ...findIps(view),
    ...findOrders(view),
    ...findAddresses(view),
  ];
}

/** In order, none overlapping: what overlaps is one span of the kind that comes first in the table. */
export function merged(found: readonly PiiFound[]): PiiFound[] {
  const out: PiiFound[] = [];
  for (const next of found.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)) {
    const last = out.at(-1);
    if (last === undefined || next.span.start >= last.span.end) {
      out.push(next);
      continue;
    }
    const kind = PII_KINDS.indexOf(next.kind) < PII_KINDS.indexOf(last.kind) ? next.kind : last.kind;
    const end = Math.max(last.span.end, next.span.end);
    out[out.length - 1] = { kind, span: { start: last.span.start, end } };
  }
  return out;
}
