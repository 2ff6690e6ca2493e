/** The whole log, from its beginning to the ends that were read when the audit began, decoded. */
import { CATALOGUE, type TopicName } from '../../topics/catalogue.ts';
import { REPLAYED_FROM } from '../../topics/dead-letters.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { Log, TopicPartition } from '../../topics/log/port.ts';
import type { LogEntry } from './entry.ts';
import { rawBody, type RawBody } from './raw.ts';

/** Ends of all partitions at one moment; what comes later is not part of the audit. */
export type Ends = readonly (TopicPartition & { readonly start: number; readonly end: number })[];

export interface LogContents {
  readonly entries: readonly LogEntry[];
  readonly raw: readonly RawBody[];
  /** `topic/partition/offset` of records that no codec could read. */
  readonly undecodable: readonly string[];
}

/**
 * Bodies of `inbound.raw` are not kept, only the names of the messages in them.
 * @param decode asks the registry for schemas that it does not know yet.
 */
export async function readLog(
  log: Log,
  ends: Ends,
  decode: (value: Buffer | null) => Promise<AnyEvent>,
): Promise<LogContents> {
  const entries: LogEntry[] = [];
  const raw: RawBody[] = [];
  const undecodable: string[] = [];
  for (const range of ends) {
    const topic = range.topic as TopicName;
    for await (const records of log.read({
      topic,
      partition: range.partition,
      from: range.start,
      to: range.end,
    })) {
      for (const record of records) {
        try {
          const event = await decode(record.value);
          const allowed: readonly string[] = CATALOGUE[topic].events;
          if (!allowed.includes(event.type)) throw new Error(`${event.type} does not belong on ${topic}`);
          if (event.type === 'InboundReceived') {
            raw.push(rawBody(event, record));
            continue;
          }
          const replayed = REPLAYED_FROM in record.headers;
          entries.push({ topic, partition: range.partition, offset: record.offset, event, replayed });
        } catch {
          // A figure of its own: what nobody can read is never passed over.
          undecodable.push(`${topic}/${range.partition}/${record.offset}`);
        }
      }
    }
  }
  return { entries, raw, undecodable };
}
