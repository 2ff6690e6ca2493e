/**
 * The last spans of a trace: when its record is visible in a read model. A flush holds records of many traces, so
 * each sampled one gets a span of its own, with the record's span as parent and the time of the whole flush.
 */
import {
  childOf,
  isSampled,
  parseTraceparent,
  TRACEPARENT,
  type TraceContext,
} from '../service/traceparent.ts';
import type { Tracing } from '../service/tracing.ts';
import type { LogRecord } from '../topics/log/port.ts';
import { headerOf } from '../topics/log/stored-records.ts';

export interface ReadModelSpans {
  /** These became visible together. @param startedAt epoch ms, when the flush began; so `endedAt`, when it was done. */
  shown(records: readonly LogRecord[], startedAt: number, endedAt: number): void;
  /** This one cannot be shown; kept whether its trace is sampled or not. */
  rejected(record: LogRecord, code: string, at: number): void;
}

/** @param tracing null: nothing is collected, and no header is read. */
export function readModelSpans(readModel: string, tracing: Tracing | null): ReadModelSpans {
  if (tracing === null) return { shown: () => undefined, rejected: () => undefined };
  const span = (
    record: LogRecord,
    parent: TraceContext,
    times: { readonly startedAt: number; readonly endedAt: number },
    error?: string,
  ): void =>
    tracing.record({
      name: `show in ${readModel}`,
      kind: 'consumer',
      context: childOf(parent),
      parentSpanId: parent.spanId,
      ...times,
      attributes: { topic: record.topic, partition: record.partition, offset: record.offset },
      ...(error === undefined ? {} : { error }),
    });
  return {
    shown(records, startedAt, endedAt) {
      for (const record of records) {
        const header = headerOf(record, TRACEPARENT);
        if (header === undefined || !isSampled(header)) continue;
        const parent = parseTraceparent(header);
        if (parent) span(record, parent, { startedAt, endedAt });
      }
    },
    rejected(record, code, at) {
      const parent = parseTraceparent(record.headers[TRACEPARENT]);
      if (parent) span(record, parent, { startedAt: at, endedAt: at }, code);
    },
  };
}
