/**
 * One HTTP exchange, exact about how far it came. Built on `node:http` with a connection of its own for
 * each exchange: only so is it known that nothing had left the machine when connecting failed, and no
 * request is ever repeated behind our back (a reused connection may be closing while it is written to).
 */
import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Names in lower case. Credentials go here and nowhere else. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** For the whole exchange, ms. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Longest answer read, bytes. */
  readonly maxBytes: number;
}

export type HttpOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  /** Provably nothing of the request left: no connection was made. `stopped`: by the caller's signal. */
  | { readonly kind: 'not_sent'; readonly cause: string; readonly stopped: boolean }
  /** The request may have arrived. `late`: the deadline or the caller's signal ended the waiting. */
  | { readonly kind: 'unknown'; readonly cause: string; readonly late: boolean };

/** Never rejects: whatever the network does is an outcome. Redirects are answers, not followed. */
export function exchange(request: HttpRequest): Promise<HttpOutcome> {
  if (request.signal.aborted) return Promise.resolve({ kind: 'not_sent', cause: 'stopped', stopped: true });
  return new Promise((resolve) => {
    const secure = request.url.protocol === 'https:';
    const deadline = AbortSignal.timeout(request.deadlineMs);
    const signal = AbortSignal.any([request.signal, deadline]);
    let connected = false;
    const fail = (error: NodeJS.ErrnoException) => {
      const cause = signal.aborted ? (deadline.aborted ? 'deadline' : 'stopped') : (error.code ?? error.name);
      resolve(
        connected
          ? { kind: 'unknown', cause, late: signal.aborted }
          : { kind: 'not_sent', cause, stopped: request.signal.aborted },
      );
    };
    const outgoing = (secure ? https : http).request(request.url, {
      method: request.method,
      headers: { ...request.headers, 'content-length': String(request.body?.length ?? 0) },
      agent: false,
      signal,
    });
    outgoing.on('socket', (socket) => {
      // Bytes of the request go out only after this event (after the handshake with TLS).
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > request.maxBytes) outgoing.destroy(new Error('answer too long'));
        else chunks.push(chunk);
      });
      incoming.on('error', fail);
      // Without this an answer that breaks off in the middle would leave the promise open.
      incoming.on('close', () => {
        if (!incoming.complete) fail(new Error('answer broke off'));
      });
      incoming.on('end', () => {
        if (!incoming.complete) return;
        const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          kind: 'answered',
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(headers) as Record<string, string>,
          body: Buffer.concat(chunks),
        });
      });
    });
    outgoing.end(request.body);
  });
}

/** JSON of an answer, or undefined when it is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // the callers treat an unreadable answer as one
  }
}
