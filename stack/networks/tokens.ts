import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from './types.ts';

/** The account that the installation's own token acts for, per network. */
const FIRST = ['1001', '2001'];

/**
 * The bearer token of an account. The first account of a network has the token of the installation's
 * settings; others have `ACCOUNT_ID.MAC`, so that a token cannot be guessed from another's.
 */
export function tokenFor(base: string, accountId: string): string {
  if (FIRST.includes(accountId)) return base;
  return `${accountId}.${createHmac('sha256', base).update(accountId).digest('base64url')}`;
}

export function accountForToken(
  base: string,
  token: string,
  accounts: ReadonlyMap<string, Account>,
): Account | undefined {
  for (const account of accounts.values()) {
    const expected = Buffer.from(tokenFor(base, account.accountId));
    const given = Buffer.from(token);
    if (expected.length === given.length && timingSafeEqual(expected, given)) return account;
  }
  return undefined;
}
