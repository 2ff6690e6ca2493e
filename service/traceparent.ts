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

const LENGTH = 55;
const DASHES = [2, 35, 52] as const;
const DASH = 45;
const ZERO = 48;
const NINE = 57;
/** The last digit of the flags. */
const FLAGS_END = 54;
/** 1 for the code units of lower-case hex digits. Every record of every hop is checked, so no regular expression. */
const HEX = Uint8Array.from({ length: 128 }, (_, unit) =>
  /[\da-f]/.test(String.fromCharCode(unit)) ? 1 : 0,
);

/** The context in a header value; null when the value is absent or not valid (then a new trace begins). */
export function parseTraceparent(value: string | undefined): TraceContext | null {
  if (!isTraceparent(value)) return null;
  return { traceId: value.slice(3, 35), spanId: value.slice(36, 52), sampled: isSampled(value) };
}

/** Whether a header value is valid, without taking it apart. */
export function isTraceparent(value: string | undefined): value is string {
  if (value === undefined || value.length < LENGTH) return false;
  for (const at of DASHES) if (value.charCodeAt(at) !== DASH) return false;
  if (value.length > LENGTH && (value.charCodeAt(LENGTH) !== DASH || value.startsWith('00'))) return false;
  const digits = hexDigits(value, 0, 2) && hexDigits(value, 53, 55);
  if (!digits || value.startsWith('ff')) return false;
  if (!hexDigits(value, 3, 35) || allZero(value, 3, 35)) return false;
  return hexDigits(value, 36, 52) && !allZero(value, 36, 52);
}

/** The lowest bit of the flags of a valid value. The codes of 0 to 9 are as even as they are, those of a to f are not. */
export function isSampled(value: string): boolean {
  const last = value.charCodeAt(FLAGS_END);
  return ((last & 1) === 1) !== last > NINE;
}

function hexDigits(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (HEX[text.charCodeAt(at)] !== 1) return false;
  return true;
}

function allZero(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) !== ZERO) return false;
  return true;
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
