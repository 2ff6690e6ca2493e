/** The HTTP server: which path is answered by what. Listens on the loopback address only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFromWebPage } from './http/auth.ts';
import { handleQuery, type Service } from './http/handler.ts';

export type Routes = Service & {
  /** Throws with the reason when the engine does not answer. */
  readonly checkReady: () => Promise<void>;
  readonly metricsText: () => Promise<{ type: string; text: string }>;
};

const HOST = '127.0.0.1';

export function createHttpServer(routes: Routes): Server {
  const server = createServer(
    { keepAliveTimeout: 30_000, headersTimeout: 10_000, requestTimeout: 120_000 },
    (request, response) => {
      void answer(routes, request, response);
    },
  );
  server.maxRequestsPerSocket = 0;
  return server;
}

/** Resolves with the port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? '/', `http://${HOST}`);
  const say = (status: number, text: string, type = 'text/plain; charset=UTF-8'): void => {
    response.writeHead(status, { 'Content-Type': type }).end(text);
  };
  if (!url) return say(400, 'The request line holds no URL\n');
  if (isFromWebPage(request.headers)) return say(403, 'Requests of web pages are refused\n');
  const plain = request.method === 'GET' || request.method === 'HEAD';
  try {
    switch (url.pathname) {
      case '/ping':
      case '/replicas_status':
        return say(200, 'Ok.\n');
      case '/healthz':
        return say(200, '{"status":"ok"}\n', 'application/json');
      case '/readyz':
        await routes.checkReady();
        return say(200, '{"ready":true}\n', 'application/json');
      case '/metrics': {
        const metrics = await routes.metricsText();
        return say(200, metrics.text, metrics.type);
      }
      case '/':
        if (plain && !url.searchParams.has('query')) return say(200, 'Ok.\n');
        if (!plain && request.method !== 'POST') return say(405, 'Methods: GET, HEAD, POST\n');
        return await handleQuery(routes, url, request, response);
      default:
        return say(404, 'There is no such path. Paths: /, /ping, /healthz, /readyz, /metrics\n');
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!response.headersSent) say(503, `${JSON.stringify({ ready: false, reason })}\n`, 'application/json');
  }
}
