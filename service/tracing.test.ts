import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childOf, startTrace } from './traceparent.ts';
import { createTracing } from './tracing.ts';

/** A collector that speaks OTLP over HTTP far enough to see what arrives. */
let collector: Server;
let bodies: string[];
let spans: CollectedSpan[];
let endpoint: string;

interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}
interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: CollectedSpan[] }[] }[];
}

beforeEach(async () => {
  bodies = [];
  spans = [];
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      bodies.push(`${request.url} ${text}`);
      const sent = JSON.parse(text) as Export;
      spans.push(...sent.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
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
  context: { ...startTrace(1), sampled },
  parentSpanId: null,
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

  it('gives every span exactly the ids that travelled in the header, and its parent', async () => {
    const tracing = createTracing({ service: 'test', endpoint });
    const first = startTrace(1);
    const second = childOf(first);
    tracing.record({ ...span('edge', true), context: first });
    tracing.record({ ...span('hop', true), context: second, parentSpanId: first.spanId });
    const failed = { ...childOf(second), sampled: false };
    tracing.record({ ...span('failed', false, 'bug'), context: failed, parentSpanId: second.spanId });
    await tracing.close();
    const ids = Object.fromEntries(
      spans.map(({ name, traceId, spanId, parentSpanId }) => [name, { traceId, spanId, parentSpanId }]),
    );
    const { traceId } = first;
    expect(ids).toEqual({
      edge: { traceId, spanId: first.spanId, parentSpanId: undefined },
      hop: { traceId, spanId: second.spanId, parentSpanId: first.spanId },
      failed: { traceId, spanId: failed.spanId, parentSpanId: second.spanId },
    });
  });

  it('costs nothing and sends nothing without an endpoint', async () => {
    const tracing = createTracing({ service: 'test', endpoint: null });
    tracing.record(span('nowhere', true));
    await tracing.close();
    expect(bodies).toEqual([]);
  });
});
