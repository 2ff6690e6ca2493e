/** Deny by default: every route under this middleware needs a credential, unsafe methods also our own origin. */
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Clock } from '../../service/clock.ts';
import { Problem } from '../problems.ts';
import type { Principal } from '../ports.ts';
import { sameSecret, SESSION_COOKIE, verifySession } from './session.ts';
import type { SessionStore } from './session-store.ts';

export interface AuthEnv {
  Variables: { principal: Principal };
}

export interface AuthOptions {
  readonly apiToken: string;
  readonly clock: Clock;
  /** Who the one token stands for. */
  readonly principal: Principal;
  readonly sessions: SessionStore;
}

export type Credential =
  { readonly kind: 'token' } | { readonly kind: 'session'; readonly id: string } | null;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * How a request proves who it is: a bearer token, or the cookie of a browser session that is still alive.
 * @throws when it cannot be told whether the session is alive: then nobody is let in by it.
 */
export async function credentialOf(
  request: Request,
  cookie: string | undefined,
  options: AuthOptions,
): Promise<Credential> {
  const header = request.headers.get('authorization') ?? '';
  const bearer = /^Bearer (.+)$/.exec(header)?.[1];
  if (bearer !== undefined) return sameSecret(bearer, options.apiToken) ? { kind: 'token' } : null;
  const id = cookie === undefined ? null : verifySession(options.apiToken, cookie, options.clock.now());
  return id !== null && (await options.sessions.isAlive(id)) ? { kind: 'session', id } : null;
}

/**
 * A browser's own word on where a request comes from. A page on another origin cannot forge it, and the
 * cookie alone must never be enough to change something.
 */
export function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get('origin');
  if (origin === null) return request.headers.get('sec-fetch-site') !== 'cross-site';
  const host = request.headers.get('host') ?? new URL(request.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}

export function authenticate(options: AuthOptions) {
  return createMiddleware<AuthEnv>(async (context, next) => {
    const credential = await credentialOf(context.req.raw, getCookie(context, SESSION_COOKIE), options);
    if (credential === null)
      throw new Problem('unauthenticated', 'Send the API token as a bearer token, or sign in at /login.');
    if (credential.kind === 'session' && !SAFE.has(context.req.method) && !isOwnOrigin(context.req.raw)) {
      throw new Problem('foreign_origin', 'Changes are only accepted from this site itself.');
    }
    context.set('principal', options.principal);
    await next();
  });
}
