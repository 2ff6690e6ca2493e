import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startNetworks } from './installation.ts';
import type { Installation } from './installation.ts';
import { scratch } from './scratch.ts';

/** For tests: a real installation on free ports, with a clock that the test moves. */
export interface Rig extends Installation {
  readonly dataDir: string;
  readonly clock: { ms: number };
  /** POST to the control API; throws on anything but 2xx. */
  post(path: string, body: unknown): Promise<Record<string, unknown>>;
  state(): Promise<{ networks: Record<string, Record<string, unknown>> }>;
  inject(
    network: string,
    fields?: Record<string, unknown>,
  ): Promise<{ nativeId: string; eventId: string; text: string }>;
  x(method: string, path: string, body?: unknown, token?: string): Promise<Response>;
  mastodon(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

export const SECRET = 'consumer-secret';

export async function startRig(dataDir?: string): Promise<Rig> {
  const folder = dataDir ?? (await scratch());
  const clock = { ms: Date.parse('2026-05-01T12:00:00Z') };
  const running = await startNetworks({
    dataDir: folder,
    controlPort: 0,
    ports: { x: 0, mastodon: 0 },
    tokens: { x: 'x-token', mastodon: 'm-token' },
    secrets: { x: SECRET, mastodon: null },
    webhookRetryBaseMs: 5,
    machineClock: () => clock.ms,
    random: seeded(7),
  });
  const call = (base: string, method: string, path: string, body: unknown, headers: Record<string, string>) =>
    fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const post = async (path: string, body: unknown) => {
    const answer = await call(running.control, 'POST', path, body, {});
    const result = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(result)}`);
    return result;
  };
  const author = { id: '77', handle: 'jo', name: 'Jo', followers: 3 };
  return {
    ...running,
    dataDir: folder,
    clock,
    post,
    state: async () => (await fetch(`${running.control}/state`)).json() as never,
    inject: async (network, fields = {}) => {
      const accountId = network === 'x' ? '1001' : '2001';
      return (await post('/inject', {
        network,
        accountId,
        kind: 'mention',
        author,
        text: 'hello',
        ...fields,
      })) as never;
    },
    x: (method, path, body, token = 'x-token') =>
      call(running.urls.x, method, path, body, { authorization: `Bearer ${token}` }),
    mastodon: (method, path, body, headers = {}) =>
      call(running.urls.mastodon, method, path, body, { authorization: 'Bearer m-token', ...headers }),
  };
}

/** Park and Miller's generator: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly signature: string | undefined;
  readonly body: string;
}

/** A webhook target whose answers the test decides. */
export async function startTarget(
  answer: (request: Received, n: number) => { status: number; body?: string },
) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const header = request.headers['x-twitter-webhooks-signature'];
      const seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        signature: typeof header === 'string' ? header : undefined,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(seen);
      const { status, body = '' } = answer(seen, received.length);
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/x`,
    received,
    posts: () => received.filter((r) => r.method === 'POST'),
    close: () =>
      new Promise<void>((resolve) => server.close(() => resolve()) && server.closeAllConnections()),
  };
}

/** Polls until `check` holds; fails after 10 s with what was last seen. */
export async function until<T>(read: () => T | Promise<T>, check: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (check(value)) return value;
    if (Date.now() > deadline) throw new Error(`not within 10 s; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
