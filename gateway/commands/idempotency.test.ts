import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  idempotencyKeyOf,
  intentOf,
  withIdempotency,
  type ResponseStore,
} from './idempotency.ts';

const member = { tenantId: 'demo', workspaceId: 'acme', memberId: 'm1' };

function memoryStore(): ResponseStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => Promise.resolve(kept.get(key) ?? null),
    setOnce(key, value) {
      if (!kept.has(key)) kept.set(key, value);
      return Promise.resolve();
    },
  };
}

const print = (body: string): string => fingerprintOf('POST', '/x', Buffer.from(body));
const ask = (body: string) => intentOf(member, 'key-1', print(body));

describe('Idempotency-Key', () => {
  it('gives the first response again and does not act twice', async () => {
    const store = memoryStore();
    let acted = 0;
    const respond = () => {
      acted += 1;
      return Promise.resolve(Response.json({ acted }, { status: 409 }));
    };
    const first = await withIdempotency(store, ask('a'), respond);
    const second = await withIdempotency(store, ask('a'), respond);
    expect([first.status, second.status]).toEqual([409, 409]);
    expect(await second.json()).toEqual({ acted: 1 });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it('refuses other parameters under the same key', async () => {
    const store = memoryStore();
    await withIdempotency(store, ask('a'), () => Promise.resolve(Response.json({})));
    const again = withIdempotency(store, ask('b'), () => Promise.resolve(Response.json({})));
    await expect(again).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it.each([202, 503])('does not keep %i: the real answer is still to come', async (status) => {
    const store = memoryStore();
    await withIdempotency(store, ask('a'), () => Promise.resolve(new Response(null, { status })));
    const answer = await withIdempotency(store, ask('a'), () =>
      Promise.resolve(Response.json({ real: true })),
    );
    expect(await answer.json()).toEqual({ real: true });
  });

  it.each([202, 503])('refuses another request also after %i', async (status) => {
    const store = memoryStore();
    await withIdempotency(store, ask('a'), () => Promise.resolve(new Response(null, { status })));
    const other = withIdempotency(store, ask('b'), () => Promise.resolve(Response.json({})));
    await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('keeps a 500', async () => {
    const store = memoryStore();
    await withIdempotency(store, ask('a'), () => Promise.resolve(new Response('x', { status: 500 })));
    const again = await withIdempotency(store, ask('a'), () => Promise.resolve(Response.json({})));
    expect(again.status).toBe(500);
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
