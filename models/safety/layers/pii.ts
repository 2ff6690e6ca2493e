/** Personal data never leaves without a person; numbers of accounts and cards not even then. */
import { findPii } from '../pii.ts';
import type { PiiKind } from '../pii.ts';
import type { SafetyLayer } from '../layer.ts';

const RULES: Readonly<Record<PiiKind, { readonly message: string; readonly severity: 'flag' | 'hold' }>> = {
  email: { message: 'an e-mail address', severity: 'hold' },
  phone: { message: 'a phone number', severity: 'hold' },
  order_number: { message: 'an order number', severity: 'hold' },
  iban: { message: 'a bank account number (IBAN)', severity: 'flag' },
  payment_card: { message: 'a payment card number', severity: 'flag' },
};

export const piiLayer: SafetyLayer = {
  name: 'pii',
  version: 'pii-1',
  check: ({ visible }) => ({
    scores: {},
    issues: findPii(visible).map(({ kind, span }) => ({ layer: 'pii', rule: kind, span, ...RULES[kind] })),
  }),
};
