/** Signing in and out in a browser. The token itself never stands in a URL; a one-time code may. */
import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { ResponseStore } from '../commands/idempotency.ts';
import { isOwnOrigin, type AuthOptions } from '../auth/middleware.ts';
import {
  issueSession,
  LOGIN_CODE_MS,
  sameSecret,
  SESSION_COOKIE,
  SESSION_MS,
  verifyLoginCode,
  verifySession,
} from '../auth/session.ts';
import { Problem } from '../problems.ts';
import { readBody } from '../webhooks/body.ts';
import { jsonOf } from './replies.ts';

export interface SessionRouteOptions extends AuthOptions {
  /** Remembers which login codes were used. */
  readonly store: ResponseStore & { claim(key: string, ttlSeconds: number): Promise<boolean> };
  readonly randomId: () => string;
}

const MAX_BODY_BYTES = 4 * 1024;
const tokenBody = z.object({ token: z.string().min(1).max(500) });

export function sessionRoutes(options: SessionRouteOptions): Hono {
  const routes = new Hono();

  /** Opened from the banner's link. Spends the code, sets the cookie, and leaves no code in the address bar. */
  routes.get('/login', async (context, next) => {
    const code = context.req.query('once');
    if (code === undefined) return next(); // the page with the form
    const id = verifyLoginCode(options.apiToken, code, options.clock.now());
    const fresh = id !== null && (await options.store.claim(`sp:login:${id}`, LOGIN_CODE_MS / 1000));
    if (!fresh) return context.redirect('/login?problem=used', 303);
    await beginSession(context);
    return context.redirect('/', 303);
  });

  routes.post('/api/v1/session', async (context) => {
    if (!isOwnOrigin(context.req.raw)) throw new Problem('foreign_origin', 'Sign in on this site itself.');
    // Bounded: nobody has shown a credential yet.
    const body = tokenBody.safeParse(jsonOf(await readBody(context.req.raw, MAX_BODY_BYTES)));
    if (!body.success) throw new Problem('invalid_request', 'Send {"token": "…"} as JSON.');
    if (!sameSecret(body.data.token, options.apiToken))
      throw new Problem('unauthenticated', 'This token is not known.');
    await beginSession(context);
    return context.body(null, 204);
  });

  /** Ends the session for everybody who holds its cookie; 503 when that cannot be done, and it goes on. */
  routes.delete('/api/v1/session', async (context) => {
    if (!isOwnOrigin(context.req.raw)) throw new Problem('foreign_origin', 'Sign out on this site itself.');
    const id = verifySession(options.apiToken, getCookie(context, SESSION_COOKIE) ?? '', options.clock.now());
    if (id !== null) await options.sessions.end(id);
    deleteCookie(context, SESSION_COOKIE, { path: '/' });
    return context.body(null, 204);
  });

  const beginSession = async (context: Context): Promise<void> => {
    const id = options.randomId();
    await options.sessions.begin(id, SESSION_MS / 1000);
    setCookie(context, SESSION_COOKIE, issueSession(options.apiToken, options.clock.now(), id), {
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      secure: new URL(context.req.url).protocol === 'https:',
      maxAge: SESSION_MS / 1000,
    });
  };
  return routes;
}
