import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../service/logger.ts';
import { LogError } from '../../topics/log/port.ts';
import { Problem } from '../problems.ts';
import { testStores } from '../testing-stores.ts';
import { fingerprintOf, idempotencyKeyOf, intentOf, withIdempotency } from './idempotency.ts';

const member = { tenantId: 'demo', workspaceId: 'acme', memberId: 'm1' };

/** A first answer through the wrapper, as a route would give it. */
function setup() {
  const stores = testStores();
  const logger = createLogger('test', 'silent');
  const app = new Hono();
  let respond: () => Promise<Response>;
  let intent: ReturnType<typeof ask>;
  let thrown: unknown = null;
  app.post('/x', (context) => withIdempotency({ store: stores.store, logger }, intent, context, respond));
  app.onError((error) => {
    thrown = error;
    throw error;
  });
  const request = async (body: string, answer: () => Promise<Response>): Promise<Response> => {
    respond = answer;
    intent = ask(body);
    thrown = null;
    try {
      return await app.request('/x', { method: 'POST' });
    } catch (error) {
      throw thrown ?? error;
    }
  };
  return { stores, request };
}

const print = (body: string): string => fingerprintOf('POST', '/x', Buffer.from(body));
const ask = (body: string) => intentOf(member, 'key-1', print(body));

describe('Idempotency-Key', () => {
  it('gives the first response again and does not act twice', async () => {
    const { request } = setup();
    let acted = 0;
    const respond = () => {
      acted += 1;
      return Promise.resolve(Response.json({ acted }, { status: 409 }));
    };
    const first = await request('a', respond);
    const second = await request('a', respond);
    expect([first.status, second.status]).toEqual([409, 409]);
    expect(await second.json()).toEqual({ acted: 1 });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it('refuses other parameters under the same key', async () => {
    const { request } = setup();
    await request('a', () => Promise.resolve(Response.json({})));
    const again = request('b', () => Promise.resolve(Response.json({})));
    await expect(again).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it.each([202, 503])('does not keep %i: the real answer is still to come', async (status) => {
    const { request } = setup();
    await request('a', () => Promise.resolve(new Response(null, { status })));
    const answer = await request('a', () => Promise.resolve(Response.json({ real: true })));
    expect(await answer.json()).toEqual({ real: true });
  });

  it.each([202, 503])('refuses another request also after %i', async (status) => {
    const { request } = setup();
    await request('a', () => Promise.resolve(new Response(null, { status })));
    const other = request('b', () => Promise.resolve(Response.json({})));
    await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('keeps a 500', async () => {
    const { request } = setup();
    await request('a', () => Promise.resolve(new Response('x', { status: 500 })));
    const again = await request('a', () => Promise.resolve(Response.json({})));
    expect(again.status).toBe(500);
  });

  it.each([
    ['404', new Problem('not_found', 'No such engagement.'), 404],
    ['500', new TypeError('ours'), 500],
  ])('gives a first answer that was thrown again: %s', async (_name, error, status) => {
    const { request } = setup();
    const first = await request('a', () => Promise.reject(error));
    const again = await request('a', () => Promise.resolve(Response.json({ done: true })));
    expect([first.status, again.status]).toEqual([status, status]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('content-type')).toBe('application/problem+json');
    expect(await again.text()).toBe(await first.text());
  });

  it('does not keep a thrown 503: the real answer is still to come', async () => {
    const { request } = setup();
    const first = await request('a', () => Promise.reject(new LogError('unavailable', 'no answer')));
    expect(first.status).toBe(503);
    expect((await request('a', () => Promise.resolve(Response.json({})))).status).toBe(200);
  });

  it('gives an accepted answer also when it cannot be kept', async () => {
    const { request, stores } = setup();
    const accepted = async (): Promise<Response> => Response.json({ status: 'accepted' });
    const response = await request('a', () => {
      stores.fails = ':answered'; // Redis goes away after the command was accepted
      return accepted();
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'accepted' });
  });

  it('acts on nothing when the key cannot be remembered', async () => {
    const { request, stores } = setup();
    stores.fails = ':asked';
    let acted = false;
    const answer = request('a', () => {
      acted = true;
      return Promise.resolve(Response.json({}));
    });
    await expect(answer).rejects.toThrow('ECONNREFUSED');
    expect(acted).toBe(false);
  });

  it('is per member, workspace and tenant', () => {
    const others = [
      member,
      { ...member, memberId: 'm2' },
      { ...member, workspaceId: 'w2' },
      { ...member, tenantId: 't2' },
    ].map((principal) => intentOf(principal, 'key-1', print('a')).keyId);
    expect(new Set([...others, intentOf(member, 'key-2', print('a')).keyId]).size).toBe(5);
    expect(ask('a')).toEqual(intentOf({ ...member }, 'key-1', print('a')));
  });

  it('another request under the key is another command, even when the cache was lost', () => {
    expect(ask('a').keyId).toBe(ask('b').keyId);
    expect(ask('a').commandId).not.toBe(ask('b').commandId);
  });

  it.each(['', 'short', 'has space in it', 'ü'.repeat(10), 'x'.repeat(201)])(
    'needs 8 to 200 visible characters: %j',
    (key) => {
      const headers = { get: () => key } as unknown as Headers;
      expect(() => idempotencyKeyOf(headers)).toThrow(/missing_idempotency_key/);
    },
  );
});
