/**
 * Spans of sampled traces, and of every error, sent by OTLP over HTTP where `OTEL_EXPORTER_OTLP_ENDPOINT`
 * says. Without an endpoint nothing is created: context still travels, at no cost.
 */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TraceContext } from './traceparent.ts';

export interface SpanRecord {
  readonly name: string;
  readonly kind: 'consumer' | 'producer' | 'server' | 'client' | 'internal';
  /** The span's own ids: those that stand in the header of what it wrote. */
  readonly context: TraceContext;
  /** Span that caused it, in the same trace; null where the trace begins. */
  readonly parentSpanId: string | null;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Codes, counts and ids; never text from outside. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Error code; a span with one is kept whether the trace is sampled or not. */
  readonly error?: string;
}

export interface Tracing {
  /** Records a finished span under its own ids. */
  record(span: SpanRecord): void;
  /** Sends what is buffered; call while draining. */
  close(): Promise<void>;
}

const KINDS = {
  consumer: SpanKind.CONSUMER,
  producer: SpanKind.PRODUCER,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

/**
 * @param options.endpoint base URL of an OTLP collector, null for none.
 */
export function createTracing(options: {
  readonly service: string;
  readonly endpoint: string | null;
}): Tracing {
  if (options.endpoint === null) return { record: () => undefined, close: () => Promise.resolve() };
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: 5_000,
  });
  // The ids travelled in a header before the span is made, so the generator hands out those.
  let own: TraceContext | null = null;
  const random = new RandomIdGenerator();
  const idGenerator = {
    generateTraceId: () => own?.traceId ?? random.generateTraceId(),
    generateSpanId: () => own?.spanId ?? random.generateSpanId(),
  };
  const provider = new TracerProvider({
    idGenerator,
    resource: resourceFromAttributes({ 'service.name': `signalpost-${options.service}` }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: 4_096, maxExportBatchSize: 512 })],
  });
  const tracer: Tracer = provider.getTracer('signalpost');
  return {
    record(span) {
      if (!span.context.sampled && span.error === undefined) return;
      const parent =
        span.parentSpanId === null
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, {
              traceId: span.context.traceId,
              spanId: span.parentSpanId,
              traceFlags: TraceFlags.SAMPLED, // an error is kept even where the edge decided against the trace
              isRemote: true,
            });
      own = span.context;
      const recorded = tracer.startSpan(
        span.name,
        { kind: KINDS[span.kind], startTime: span.startedAt, attributes: { ...span.attributes } },
        parent,
      );
      own = null;
      if (span.error !== undefined) recorded.setStatus({ code: SpanStatusCode.ERROR, message: span.error });
      recorded.end(span.endedAt);
    },
    close: () => provider.shutdown(),
  };
}
