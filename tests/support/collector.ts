/** A collector of traces (OTLP over HTTP, JSON) that remembers which spans each trace has. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

export interface Collector {
  readonly url: string;
  /** Trace id to the names of its spans. */
  readonly traces: ReadonlyMap<string, ReadonlySet<string>>;
  close(): Promise<void>;
}

const bodySchema = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(z.object({ spans: z.array(z.object({ traceId: z.string(), name: z.string() })) })),
    }),
  ),
});

export async function startCollector(): Promise<Collector> {
  const traces = new Map<string, Set<string>>();
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { resourceSpans } = bodySchema.parse(body);
      const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
      for (const { traceId, name } of spans)
        traces.set(traceId, (traces.get(traceId) ?? new Set()).add(name));
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    traces,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
