import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSource } from './registry.ts';
import { TestServer } from './testing-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.open();
});
afterAll(() => server.close());

describe('clients of accounts', () => {
  it('post with the token of the account, and with the network’s where it has none', async () => {
    const access = { x: { url: server.url, token: 'of-the-network' } };
    const clientOf = clientSource(access, () => 0, new Map([['x:2', 'of-the-account']]));
    const target = { text: 'Hi', targetNativeId: '9', accountId: '', network: 'x' } as never;
    for (const accountId of ['x:1', 'x:2']) {
      server.answers.push({ status: 201, json: { data: { id: '5' } } });
      const client = clientOf(accountId);
      await client?.post({ target, idempotencyKey: 'k' }, new AbortController().signal);
    }
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer of-the-network',
      'Bearer of-the-account',
    ]);
  });
});
