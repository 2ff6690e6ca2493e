import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Poster } from './post.ts';

let server: Server;
let url = '';
const poster = new Poster(2, 200);
beforeAll(async () => {
  server = createServer((request, answer) => {
    if (request.url === '/silent') return;
    request.pipe(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  poster.close();
  server.closeAllConnections();
  server.close();
});

it('gives the status of an answer, and why there is none', async () => {
  const outcomes = await Promise.all(
    [`${url}/`, `${url}/silent`, 'http://127.0.0.1:1/'].map((to) => poster.post(to, 'body', {})),
  );
  expect(outcomes).toEqual([
    { status: 200, error: null },
    { status: null, error: 'TimeoutError' },
    { status: null, error: 'ECONNREFUSED' },
  ]);
});
