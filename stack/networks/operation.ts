import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Counters } from './counters.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './limits.ts';
import type { Taken } from './sliding-window.ts';
import type { Account, Wire } from './types.ts';

const LONGEST_HANG_MS = 300_000;
const POSTING: readonly string[] = ['post.create', 'status.create'];

/** How one network words its refusals and its limit headers. */
export interface Dialect {
  unauthorized(): Response;
  refused(status: number): Response;
  /** `retryAfter` in seconds; null: this answer has no such header. */
  tooMany(retryAfter: number | null): Response;
  limitHeaders(limit: number, taken: Taken): Readonly<Record<string, string>>;
  failed(): Response;
}

export interface Desk {
  readonly network: string;
  readonly dialect: Dialect;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly counters: Counters;
  /** Journals a post that was not looked at because a limit is used up. */
  readonly limited: (post: {
    readonly accountId: string;
    readonly operation: string;
    readonly at: number;
  }) => Promise<void>;
  readonly clock: () => number;
  /** The account that a bearer token acts for, if any. */
  readonly accountOf: (token: string) => Account | undefined;
}

export interface Call {
  readonly account: Account;
  readonly requestId: string;
  readonly now: number;
}

/** Adds one authenticated operation under its name, which is also the name that fault rules use. */
export type Route = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  operation: string,
  run: (c: Context<Wire>, call: Call) => Promise<Response>,
) => void;

export function router(app: Hono<Wire>, desk: Desk): Route {
  return (method, path, operation, run) => {
    app.on(method, path, (c) => operate(desk, c, operation, (call) => run(c, call)));
  };
}

/**
 * Runs one authenticated operation of a network: token → faults that come before → limit → handler →
 * faults that come after. A fault before the limit costs nothing of it, as a request that X's edge refuses
 * does not; a request that the handler refuses has cost its place.
 */
async function operate(
  desk: Desk,
  c: Context<Wire>,
  operation: string,
  handler: (call: Call) => Promise<Response>,
): Promise<Response> {
  const account = desk.accountOf(bearer(c));
  const answer = account ? await attempt(desk, c, operation, account, handler) : desk.dialect.unauthorized();
  desk.counters.add(`requests ${operation} ${answer === RESPONSE_ALREADY_SENT ? 'dropped' : answer.status}`);
  return answer;
}

async function attempt(
  desk: Desk,
  c: Context<Wire>,
  operation: string,
  account: Account,
  handler: (call: Call) => Promise<Response>,
): Promise<Response> {
  const at = { network: desk.network, operation, accountId: account.accountId };
  const delay = desk.faults.hit(['delay'], at);
  if (delay) await gone(c, delay.ms);
  const before = desk.faults.hit(['refuse', 'rate-limit', 'drop-request', 'hang'], at);
  switch (before?.type) {
    case 'refuse':
      return desk.dialect.refused(before.status);
    case 'rate-limit':
      return desk.dialect.tooMany(before.retryAfter);
    case 'drop-request':
      return hangUp(c);
    case 'hang':
      await gone(c, Math.min(before.ms ?? LONGEST_HANG_MS, LONGEST_HANG_MS));
      return hangUp(c);
    case undefined:
      break;
  }
  const now = desk.clock();
  const limit = desk.limits.take(account.accountId, operation, now);
  if (limit && !limit.taken.granted && POSTING.includes(operation)) {
    await desk.limited({ accountId: account.accountId, operation, at: now });
  }
  const headers = limit?.shown ? desk.dialect.limitHeaders(limit.shown.row.limit, limit.shown.taken) : {};
  const answer =
    limit && !limit.taken.granted
      ? desk.dialect.tooMany(null)
      : await handler({ account, requestId: randomUUID(), now }).catch((error: unknown) => {
          console.error(
            JSON.stringify({ level: 'error', network: desk.network, operation, error: String(error) }),
          );
          return desk.dialect.failed();
        });
  if (answer.ok && desk.faults.hit(['drop-answer'], at)) return hangUp(c);
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}

function bearer(c: Context): string {
  const [scheme, token] = (c.req.header('authorization') ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? (token ?? '') : '';
}

function hangUp(c: Context<Wire>): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Waits `ms`, or less when the caller goes away. */
function gone(c: Context<Wire>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    const socket = c.env.incoming.socket;
    socket.once('close', done);
    function done() {
      clearTimeout(timer);
      socket.off('close', done);
      resolve();
    }
  });
}
