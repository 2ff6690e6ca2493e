/**
 * `GET /ws?after=<last id>`: the live stream over a plain WebSocket. The browser's cookie, or the subprotocol
 * `bearer.<token>` for programs (a URL would end up in logs), says who it is; the origin must be ours.
 */
import { upgradeWebSocket } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { WSContext } from 'hono/ws';
import type { WebSocket } from 'ws';
import type { Logger } from '../../service/logger.ts';
import { credentialOf, isOwnOrigin, type AuthOptions, type Credential } from '../auth/middleware.ts';
import { sameSecret, SESSION_COOKIE } from '../auth/session.ts';
import { Problem } from '../problems.ts';
import type { LiveClient, LiveHub } from './hub.ts';

/** Proxies drop silent connections after 30 to 60 s. */
const PING_MS = 15_000;
/** Close code of ours: sign in again. */
const SIGNED_OUT = 4401;
const STREAM_ID = /^\d{1,20}-\d{1,20}$/;

export interface LiveRouteOptions extends AuthOptions {
  readonly hub: LiveHub;
  readonly logger: Logger;
  /** For tests. */
  readonly pingMs?: number;
}

interface LiveEnv {
  Variables: { credential: Credential };
}

export function liveRoutes(options: LiveRouteOptions): Hono<LiveEnv> {
  const join = async (client: LiveClient, after: string | null, socket: WSContext): Promise<void> => {
    try {
      const joined = await options.hub.join(client, after);
      if (!joined) socket.close(1013, 'too many live connections; try again later');
    } catch (error) {
      options.logger.warn({ err: error }, 'live stream could not be opened');
      socket.close(1013, 'the live stream cannot be read right now; try again');
    }
  };

  /** A connection lives no longer than the session that opened it. */
  const check = async (sessionId: string, socket: WSContext): Promise<void> => {
    try {
      if (!(await options.sessions.isAlive(sessionId))) socket.close(SIGNED_OUT, 'signed out');
    } catch (error) {
      options.logger.warn({ err: error }, 'a session cannot be checked; its live connection ends');
      socket.close(1013, 'your session cannot be checked right now; try again');
    }
  };

  const routes = new Hono<LiveEnv>();
  routes.get(
    '/ws',
    async (context, next) => {
      const request = context.req.raw;
      if (!isOwnOrigin(request))
        throw new Problem('foreign_origin', 'Live updates are only for this site itself.');
      const offered = (request.headers.get('sec-websocket-protocol') ?? '')
        .split(',')
        .map((name) => name.trim());
      const token = offered.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length);
      const credential =
        token === undefined
          ? await credentialOf(request, getCookie(context, SESSION_COOKIE), options)
          : sameSecret(token, options.apiToken)
            ? ({ kind: 'token' } as const)
            : null;
      if (credential === null)
        throw new Problem('unauthenticated', 'Sign in, or offer the subprotocol bearer.<token>.');
      const after = context.req.query('after');
      if (after !== undefined && !STREAM_ID.test(after))
        throw new Problem('invalid_request', 'after: must be an id that the stream gave.');
      context.set('credential', credential);
      await next();
    },
    upgradeWebSocket((context: Context<LiveEnv>) => {
      const credential = context.get('credential');
      const after = context.req.query('after') ?? null;
      let client: LiveClient | null = null;
      let ping: NodeJS.Timeout | null = null;
      return {
        onOpen(_event, socket: WSContext) {
          const raw = socket.raw as WebSocket;
          const joining: LiveClient = {
            send: (text) => socket.send(text),
            bufferedBytes: () => raw.bufferedAmount,
            close: (code, reason) => socket.close(code, reason),
          };
          client = joining;
          ping = setInterval(() => {
            raw.ping();
            if (credential?.kind === 'session') void check(credential.id, socket);
          }, options.pingMs ?? PING_MS);
          void join(joining, after, socket);
        },
        onClose() {
          if (ping) clearInterval(ping);
          if (client) options.hub.leave(client);
        },
      };
    }),
  );
  return routes;
}
