import { randomFillSync } from 'node:crypto';
import { parseTraceparent, TRACEPARENT, type TraceContext } from '../../service/traceparent.ts';

const pool = Buffer.alloc(4_096);
let used = pool.length;

/** Eight random bytes as hex; one system call per 512 ids, since every record of a busy hop needs one. */
function spanId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 8;
  return pool.toString('hex', used - 8, used);
}

/** Context in which an input was written; null when it carries none. */
export function traceOf(headers: Readonly<Record<string, string>>): TraceContext | null {
  // Asked for twice per input: for its outputs, and for its own span.
  if (headers !== latest.headers) latest = { headers, trace: parsed(headers) };
  return latest.trace;
}

let latest: {
  readonly headers: Readonly<Record<string, string>> | null;
  readonly trace: TraceContext | null;
} = { headers: null, trace: null };

function parsed(headers: Readonly<Record<string, string>>): TraceContext | null {
  const header = headers[TRACEPARENT];
  return header === undefined ? null : parseTraceparent(header);
}

/** The span of a hop under this parent: what it writes carries its ids, and it is exported with them. */
export function hopOf(parent: TraceContext): TraceContext {
  return { traceId: parent.traceId, spanId: spanId(), sampled: parent.sampled };
}
