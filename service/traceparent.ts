/**
 * The `traceparent` header (W3C Trace Context, level 1, §3.2): version-traceid-parentid-flags. It travels
 * in record headers from the webhook through every hop, so one trace shows the whole way of an engagement.
 */
import { randomBytes } from 'node:crypto';

export interface TraceContext {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
}

export const TRACEPARENT = 'traceparent';

const FORMAT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** The context in a header value; null when the value is absent or not valid (then a new trace begins). */
export function parseTraceparent(value: string | undefined): TraceContext | null {
  const match = value === undefined ? null : FORMAT.exec(value);
  if (!match) return null;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.sampled ? '01' : '00'}`;
}

/**
 * A new trace. The decision to sample is made here, at the edge, once, and carried in the flags.
 * @param ratio share of traces kept, 0 to 1.
 */
export function startTrace(ratio: number): TraceContext {
  const traceId = randomBytes(16).toString('hex');
  // The last 14 digits are random in every generator, as the specification's trace-id rules recommend.
  const sampled = Number.parseInt(traceId.slice(-13), 16) / 2 ** 52 < ratio;
  return { traceId, spanId: randomBytes(8).toString('hex'), sampled };
}

/** Same trace, next hop. */
export function childOf(parent: TraceContext): TraceContext {
  return { traceId: parent.traceId, spanId: randomBytes(8).toString('hex'), sampled: parent.sampled };
}
