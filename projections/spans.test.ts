import { describe, expect, it } from 'vitest';
import { formatTraceparent, startTrace, TRACEPARENT } from '../service/traceparent.ts';
import type { SpanRecord } from '../service/tracing.ts';
import type { LogRecord } from '../topics/log/port.ts';
import { readModelSpans } from './spans.ts';

const record = (offset: number, header?: string): LogRecord => ({
  topic: 'reply.events',
  partition: 1,
  offset,
  timestamp: 1,
  key: null,
  value: null,
  headers: header === undefined ? {} : { [TRACEPARENT]: header },
});

function collecting() {
  const spans: SpanRecord[] = [];
  return {
    spans,
    tracing: { record: (span: SpanRecord) => void spans.push(span), close: () => Promise.resolve() },
  };
}

describe('spans of a read model', () => {
  const sampled = startTrace(1);
  const other = { ...startTrace(1), sampled: false };

  it('given a flush, each sampled record has one, below the span that wrote the record', () => {
    const { spans, tracing } = collecting();
    const records = [record(7, formatTraceparent(sampled)), record(8, formatTraceparent(other)), record(9)];
    readModelSpans('tables', tracing).shown(records, 100, 130);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'show in tables',
      parentSpanId: sampled.spanId,
      context: { traceId: sampled.traceId, sampled: true },
      startedAt: 100,
      endedAt: 130,
      attributes: { topic: 'reply.events', partition: 1, offset: 7 },
    });
    expect(spans[0]?.context.spanId).not.toBe(sampled.spanId);
  });

  it('given a record that cannot be shown, it has one with the code, sampled or not', () => {
    const { spans, tracing } = collecting();
    readModelSpans('views', tracing).rejected(record(8, formatTraceparent(other)), 'undecodable', 5);
    expect(spans).toMatchObject([{ parentSpanId: other.spanId, error: 'undecodable' }]);
  });

  it('given nobody who collects, nothing is made', () => {
    const spans = readModelSpans('views', null);
    expect(() => spans.shown([record(1, formatTraceparent(sampled))], 1, 2)).not.toThrow();
  });
});
