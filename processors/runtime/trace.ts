import { randomFillSync } from 'node:crypto';
import { isSampled, isTraceparent, TRACEPARENT, type TraceContext } from '../../service/traceparent.ts';
import type { LogRecord } from '../../topics/log/port.ts';
import { headerOf } from '../../topics/log/stored-records.ts';

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

/**
 * Context in which an input was written. The ids are read out of the header when somebody asks for them: of nine
 * traces in ten nobody does, and their header goes on as it came.
 */
export class IncomingTrace implements TraceContext {
  readonly header: string;
  readonly sampled: boolean;

  /** @param header a valid one */
  constructor(header: string) {
    this.header = header;
    this.sampled = isSampled(header);
  }

  get traceId(): string {
    return this.header.slice(3, 35);
  }

  get spanId(): string {
    return this.header.slice(36, 52);
  }
}

/** Context in which an input was written; null when it carries none. */
export function traceOf(record: LogRecord): IncomingTrace | null {
  // Asked for twice per input: for its outputs, and for its own span.
  if (record !== latest.record) {
    const header = headerOf(record, TRACEPARENT);
    latest = { record, trace: isTraceparent(header) ? new IncomingTrace(header) : null };
  }
  return latest.trace;
}

let latest: { readonly record: LogRecord | null; readonly trace: IncomingTrace | null } = {
  record: null,
  trace: null,
};

/** The span of a hop under this parent: what it writes carries its ids, and it is exported with them. */
export function hopOf(parent: TraceContext): TraceContext {
  return { traceId: parent.traceId, spanId: spanId(), sampled: parent.sampled };
}
