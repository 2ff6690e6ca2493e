import { createHash, timingSafeEqual } from 'node:crypto';
import { exception, type ClickHouseException } from './exceptions.ts';

/** Credentials that every query must bring; undefined admits everybody who reaches the loopback address. */
export type Credentials = { readonly user: string; readonly password: string } | undefined;

/** Compares in a time that tells nothing about the secret: digests have one length. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** The server's answer to wrong credentials, which does not say whether the user exists; undefined admits. */
export function authenticate(
  given: { user: string; password: string },
  wanted: Credentials,
): ClickHouseException | undefined {
  if (wanted === undefined) return undefined;
  const user = same(given.user, wanted.user);
  const password = same(given.password, wanted.password);
  if (user && password) return undefined;
  return exception(
    516,
    'AUTHENTICATION_FAILED',
    'Authentication failed: password is incorrect, or there is no user with such name',
  );
}

/**
 * A web page must not reach the engine through a person's browser, which can send simple requests to
 * loopback addresses. Browsers say Origin or Sec-Fetch-Site, ClickHouse clients never do.
 */
export function isFromWebPage(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const site = headers['sec-fetch-site'];
  return headers['origin'] !== undefined || (site !== undefined && site !== 'none');
}
