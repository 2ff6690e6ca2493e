/**
 * `/healthz` (the process turns its event loop), `/readyz` (its parts work; names those that do not, 503),
 * `/metrics` (Prometheus) for processes that have no other HTTP server.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

/** One part of readiness: ready, or why not in plain words. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };
export type ReadinessChecks = Readonly<Record<string, () => Readiness>>;

export interface HealthReport {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, Readiness>>;
}

export function reportReadiness(checks: ReadinessChecks): HealthReport {
  const parts = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, check()]));
  return { ready: Object.values(parts).every((part) => part.ready), parts };
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws when the port is taken (the supervisor then gives another). */
export async function startHealthServer(options: {
  readonly host: string;
  readonly port: number;
  readonly metrics: Metrics;
  readonly checks: ReadinessChecks;
}): Promise<HealthServer> {
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    const send = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    if (path === '/healthz') return send(200, 'application/json', '{"status":"ok"}\n');
    if (path === '/readyz') {
      const report = reportReadiness(options.checks);
      return send(report.ready ? 200 : 503, 'application/json', `${JSON.stringify(report)}\n`);
    }
    if (path === '/metrics') {
      options.metrics.registry.metrics().then(
        (text) => send(200, options.metrics.registry.contentType, text),
        (error: unknown) => send(500, 'text/plain', `metrics could not be collected: ${String(error)}\n`),
      );
      return;
    }
    send(404, 'text/plain', 'Known paths: /healthz, /readyz, /metrics\n');
  });
  server.requestTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
