/** TLS in front of a server that has none, as an ingress does it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Pair } from './authority.ts';

export interface Front {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * @param credentials `user:password` that every request must bring as basic authentication, refused with 401
 *   otherwise; all pass when absent.
 */
export async function startTlsFront(pair: Pair, behind: string, credentials?: string): Promise<Front> {
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = https.createServer(
    { cert: readFileSync(pair.cert), key: readFileSync(pair.key) },
    (request, response) => {
      if (wanted !== undefined && request.headers.authorization !== wanted) {
        request.resume();
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end('{"error_code":401,"message":"Unauthorized"}');
        return;
      }
      const { method, headers, url = '/' } = request;
      const inner = http.request(new URL(url, behind), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      inner.once('error', (error) => response.destroy(error));
      request.pipe(inner);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
