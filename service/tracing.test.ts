import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTrace } from './traceparent.ts';
import { createTracing } from './tracing.ts';

/** A collector that speaks OTLP over HTTP far enough to see what arrives. */
let collector: Server;
let bodies: string[];
let endpoint: string;

beforeEach(async () => {
  bodies = [];
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(`${request.url} ${Buffer.concat(chunks).toString('latin1')}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => collector.close(resolve)));

const span = (name: string, sampled: boolean, error?: string) => ({
  name,
  kind: 'consumer' as const,
  parent: { ...startTrace(1), sampled },
  startedAt: 1_000,
  endedAt: 1_005,
  ...(error === undefined ? {} : { error }),
});

describe('tracing', () => {
  it('sends sampled spans and every error, and nothing else', async () => {
    const tracing = createTracing({ service: 'test', endpoint });
    tracing.record(span('kept-sampled', true));
    tracing.record(span('dropped-unsampled', false));
    tracing.record(span('kept-error', false, 'poison'));
    await tracing.close();
    const sent = bodies.join('');
    expect(sent).toContain('/v1/traces');
    expect(sent).toContain('kept-sampled');
    expect(sent).toContain('kept-error');
    expect(sent).not.toContain('dropped-unsampled');
  });

  it('costs nothing and sends nothing without an endpoint', async () => {
    const tracing = createTracing({ service: 'test', endpoint: null });
    tracing.record(span('nowhere', true));
    await tracing.close();
    expect(bodies).toEqual([]);
  });
});
