/** Personal data never leaves without a person; numbers of accounts and cards not even then. */
import { findPii } from '../../entities/pii/find.ts';
import type { PiiKind } from '../../entities/pii/kinds.ts';
import type { SafetyLayer } from '../layer.ts';

const RULES: Readonly<Record<PiiKind, { readonly message: string; readonly severity: 'flag' | 'hold' }>> = {
  email: { message: 'an e-mail address', severity: 'hold' },
  phone: { message: 'a phone number', severity: 'hold' },
  order_number: { message: 'an order number', severity: 'hold' },
  ip_address: { message: 'an IP address', severity: 'hold' },
  postal_address: { message: 'a postal address', severity: 'hold' },
  account_number: { message: 'a long number, such as an account', severity: 'hold' },
  national_id: { message: 'the number of an identity document', severity: 'flag' },
  iban: { message: 'a bank account number (IBAN)', severity: 'flag' },
  payment_card: { message: 'a payment card number', severity: 'flag' },
};

export const piiLayer: SafetyLayer = {
  name: 'pii',
  version: 'pii-2',
  compliance: true,
  check: ({ text, visible }) => ({
    scores: {},
    issues: findPii(text, {}, visible).map(({ kind, span }) => ({
      layer: 'pii',
      rule: kind,
      span,
      ...RULES[kind],
    })),
  }),
};
