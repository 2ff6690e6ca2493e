import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { Clock } from './clock.ts';
import { exposition } from './counters.ts';
import type { Faults } from './faults.ts';
import { INBOUND_KINDS, Refusal } from './types.ts';
import type { Account, InboundMessage, InjectRequest, SimulatedNetwork } from './types.ts';

const MAX_BATCH = 5_000;
const JOURNALS = ['posts', 'inbound', 'deliveries', 'setup'];

/**
 * The control API: what the world does to the networks (people write, things break) and what an auditor
 * wants to know. It is no part of any network's own surface.
 */
export function controlApp(
  networks: ReadonlyMap<string, SimulatedNetwork>,
  faults: Faults,
  clock: Clock,
  dataDir: string,
): Hono {
  const app = new Hono();
  const network = (name: unknown): SimulatedNetwork => {
    const found = networks.get(String(name));
    if (!found) throw new Refusal(400, `network must be one of ${[...networks.keys()].join(', ')}`);
    return found;
  };

  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', (c) => c.json({ status: 'ready' }));
  app.get('/metrics', (c) => c.text(exposition([...networks.values()].map(measured))));

  app.get('/state', (c) => {
    const tail = Number(c.req.query('tail') ?? 20);
    const states = [...networks.values()].map((n) => [n.name, n.state(tail)] as const);
    return c.json({ networks: Object.fromEntries(states), faults: faults.list() });
  });
  app.get('/journal/:network/:part', (c) => {
    const { name } = network(c.req.param('network'));
    const part = c.req.param('part');
    if (!JOURNALS.includes(part)) throw new Refusal(404, `journals are ${JOURNALS.join(', ')}`);
    const file = createReadStream(join(dataDir, `${name}.${part}.jsonl`));
    return new Response(Readable.toWeb(file) as ReadableStream, {
      headers: { 'content-type': 'application/x-ndjson' },
    });
  });

  app.post('/inject', async (c) => {
    const body = await json(c);
    const single = !Array.isArray(body);
    const batch = single ? [body] : body;
    if (batch.length > MAX_BATCH) throw new Refusal(413, `at most ${MAX_BATCH} messages in one request`);
    const parsed = batch.map((item, index) => parseInject(item, index));
    for (const { name } of parsed) network(name);
    const made: InboundMessage[] = [];
    for (const name of new Set(parsed.map((p) => p.name))) {
      const places = parsed.flatMap((p, index) => (p.name === name ? [index] : []));
      const messages = await network(name).inject(places.map((index) => parsed[index]!.request));
      for (const [i, index] of places.entries()) made[index] = messages[i]!;
    }
    return single ? c.json(made[0], 201) : c.json({ messages: made }, 201);
  });
  app.post('/accounts', async (c) => {
    const body = record(await json(c), 'the body');
    const account: Account = {
      accountId: string(body, 'accountId', 'body'),
      handle: string(body, 'handle', 'body'),
      name: typeof body['name'] === 'string' ? body['name'] : string(body, 'handle', 'body'),
    };
    return c.json({ ...account, token: await network(body['network']).addAccount(account) }, 201);
  });
  app.post('/webhooks', async (c) => {
    const body = record(await json(c), 'the body');
    return c.json(await network(body['network'] ?? 'x').addWebhook(string(body, 'url', 'body')), 201);
  });
  app.post('/replay', async (c) => {
    const body = record(await json(c), 'the body');
    return c.json({ replayed: network(body['network'] ?? 'x').replay() });
  });
  app.post('/clock', async (c) => {
    const skew = record(await json(c), 'the body')['skewMs'];
    if (typeof skew !== 'number') throw new Refusal(400, 'skewMs must be a number of milliseconds');
    clock.skewMs = skew;
    return c.json({ skewMs: skew });
  });

  app.get('/faults', (c) => c.json({ faults: faults.list() }));
  app.post('/faults', async (c) => {
    const body = await json(c);
    const rules = (Array.isArray(body) ? body : [body]).map((rule) => {
      network(record(rule, 'a fault')['network']);
      return faults.add(rule);
    });
    return c.json({ faults: rules }, 201);
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  app.delete('/faults/:id', (c) => {
    const { id } = c.req.param();
    if (!faults.remove(id)) throw new Refusal(404, `no fault ${id}`);
    return c.body(null, 204);
  });

  app.notFound((c) => c.json({ error: 'no such control route; see stack/networks/control.ts' }, 404));
  app.onError((error, c) => {
    if (error instanceof Refusal) return c.json({ error: error.message }, error.status as 400);
    console.error(JSON.stringify({ level: 'error', part: 'control', error: String(error) }));
    return c.json({ error: 'the control API failed; see the log' }, 500);
  });
  return app;
}

function measured(n: SimulatedNetwork) {
  const { counters, limits, outstanding, undelivered } = n.state(0);
  return { name: n.name, counters, limits, outstanding: outstanding.length, undelivered: undelivered.length };
}

function parseInject(item: unknown, index: number): { name: string; request: InjectRequest } {
  const where = `message ${index}`;
  const body = record(item, where);
  const kind = body['kind'] ?? 'mention';
  if (!(INBOUND_KINDS as readonly unknown[]).includes(kind)) {
    throw new Refusal(400, `${where}: kind must be one of ${INBOUND_KINDS.join(', ')}`);
  }
  const author = record(body['author'], `${where}: author`);
  const createdAt = optional(body, 'createdAt', where);
  if (createdAt !== undefined && Number.isNaN(Date.parse(createdAt))) {
    throw new Refusal(400, `${where}: createdAt must be an ISO 8601 time`);
  }
  return {
    name: string(body, 'network', where),
    request: {
      accountId: string(body, 'accountId', where),
      kind: kind as InjectRequest['kind'],
      author: {
        id: string(author, 'id', `${where}: author`),
        handle: string(author, 'handle', `${where}: author`),
        name: optional(author, 'name', where) ?? string(author, 'handle', where),
        followers: typeof author['followers'] === 'number' ? author['followers'] : 0,
      },
      text: string(body, 'text', where),
      conversationId: optional(body, 'conversationId', where),
      inReplyToId: optional(body, 'inReplyToId', where),
      lang: optional(body, 'lang', where),
      createdAt,
      deliver: body['deliver'] !== false,
    },
  };
}

async function json(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw Object.assign(new Refusal(400, 'the body must be JSON'), { cause });
  }
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Refusal(400, `${what} must be a JSON object`);
  return value as Record<string, unknown>;
}

function string(body: Record<string, unknown>, field: string, where: string): string {
  const value = body[field];
  if (typeof value !== 'string' || value === '')
    throw new Refusal(400, `${where}: ${field} must be a non-empty string`);
  return value;
}

function optional(body: Record<string, unknown>, field: string, where: string): string | undefined {
  return body[field] === undefined || body[field] === null ? undefined : string(body, field, where);
}
