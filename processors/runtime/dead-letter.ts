import type { IncomingTrace } from './trace.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { deriveId } from '../../topics/ids.ts';
import { deriveEvent, type Author, type Cause } from './envelope.ts';

/** What could not be processed, whole: enough to replay it. */
export interface DeadSource {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
  /** The cause when it could be read; its tenant, correlation and time go into the dead letter. */
  readonly event: Cause | null;
  readonly trace: IncomingTrace | null;
  /** Item of the record (JSON Pointer) when only that was given up; `value` holds it alone. */
  readonly item?: string;
}

/** Tenant and workspace of a record that cannot be read. */
const UNKNOWN = 'unknown';

/** The dead letter of a record. Its id is derived from the record's position: one per processor and record, or item of it. */
export function deadLetterOf(
  author: Author,
  source: DeadSource,
  code: string,
  message: string,
  attempts: number,
  now: number,
): { readonly event: AnyEvent; readonly key: string } {
  const key = `${source.topic}/${source.partition}`;
  const eventId = deriveId(
    author.name,
    'dead-letter',
    source.topic,
    source.partition,
    source.offset,
    source.event?.eventId ?? '',
    ...(source.item === undefined ? [] : [source.item]),
  );
  const cause = source.event ?? {
    eventId,
    tenantId: UNKNOWN,
    workspaceId: UNKNOWN,
    correlationId: eventId,
    occurredAt: source.timestamp,
    anonymous: true,
  };
  const event = deriveEvent(
    author,
    cause,
    {
      topic: 'dead.letters',
      key,
      type: 'DeadLettered',
      data: {
        processor: author.name,
        code,
        message,
        sourceTopic: source.topic,
        sourcePartition: source.partition,
        sourceOffset: source.offset,
        sourceKey: source.key,
        sourceValue: source.value,
        sourceHeaders: Object.entries(source.headers).map(([name, value]) => ({ name, value })),
        attempts,
        sourceItem: source.item ?? null,
      },
      envelope: { eventId },
    },
    0,
    now,
  );
  return { event, key };
}
