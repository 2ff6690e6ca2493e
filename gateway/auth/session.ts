/**
 * Credentials until identity lands: one API token, made at the first start. Programs send it as a bearer
 * token. People open a one-time link or paste the token once, and get a signed session cookie.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A session ends after this, ms. */
export const SESSION_MS = 12 * 3_600_000;
/** A login link can be opened within this, ms. */
export const LOGIN_CODE_MS = 10 * 60_000;

export const SESSION_COOKIE = 'signalpost_session';

/** Compares secrets in constant time, whatever their lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

type Purpose = 'session' | 'login';

function sign(token: string, purpose: Purpose, payload: string): string {
  return createHmac('sha256', token).update(`${purpose}:${payload}`).digest('base64url');
}

/** `payload.signature`; the payload is the expiry (epoch ms) and a random id. */
function issue(token: string, purpose: Purpose, expiresAt: number, id: string): string {
  const payload = `${expiresAt}~${id}`;
  return `${payload}~${sign(token, purpose, payload)}`;
}

/** The id in a value that we signed for this purpose and that has not expired; null otherwise. */
function verify(token: string, purpose: Purpose, value: string, now: number): string | null {
  const [expiresAt, id, signature, ...rest] = value.split('~');
  if (expiresAt === undefined || id === undefined || signature === undefined || rest.length > 0) return null;
  if (!sameSecret(signature, sign(token, purpose, `${expiresAt}~${id}`))) return null;
  return Number(expiresAt) > now ? id : null;
}

/** @param id random, URL-safe. */
export function issueSession(token: string, now: number, id: string): string {
  return issue(token, 'session', now + SESSION_MS, id);
}

/** The session's id, under which it must also be known as alive (`session-store.ts`). */
export function verifySession(token: string, value: string, now: number): string | null {
  return verify(token, 'session', value, now);
}

/** A code for `/login?once=`; whoever accepts it must see to it that it is used once. */
export function issueLoginCode(token: string, now: number, id: string): string {
  return issue(token, 'login', now + LOGIN_CODE_MS, id);
}

/** The code's id, under which its use is remembered. */
export function verifyLoginCode(token: string, value: string, now: number): string | null {
  return verify(token, 'login', value, now);
}
