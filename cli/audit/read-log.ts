/** The whole log, from its beginning to the ends that were read when the audit began, decoded. */
import { CATALOGUE, type TopicName } from '../../topics/catalogue.ts';
import { REPLAYED_FROM, REPLAY_FOR } from '../../topics/dead-letters.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { Log, TopicPartition } from '../../topics/log/port.ts';
import { SetSum } from './checksum.ts';
import type { LogEntry, PartitionSum } from './entry.ts';
import { rawBody, type RawBody } from './raw.ts';

/** Ends of all partitions at one moment; what comes later is not part of the audit. */
export type Ends = readonly (TopicPartition & { readonly start: number; readonly end: number })[];

export interface LogContents {
  readonly entries: readonly LogEntry[];
  readonly raw: readonly RawBody[];
  readonly sums: readonly PartitionSum[];
  /** `topic/partition/offset` of records that no codec could read. */
  readonly undecodable: readonly string[];
  /** Epoch ms at which the first record of each partition was written, by `topic/partition`. */
  readonly firstAt: ReadonlyMap<string, number>;
}

/**
 * Bodies of `inbound.raw` are not kept, only the names of the messages in them.
 * @param decode asks the registry for schemas that it does not know yet.
 * @param slim what to keep of an event; all of it unless told.
 */
export async function readLog(
  log: Log,
  ends: Ends,
  decode: (value: Buffer | null) => Promise<AnyEvent>,
  slim: (event: AnyEvent) => AnyEvent = (event) => event,
): Promise<LogContents> {
  const entries: LogEntry[] = [];
  const raw: RawBody[] = [];
  const sums: PartitionSum[] = [];
  const undecodable: string[] = [];
  const firstAt = new Map<string, number>();
  for (const { topic, partition, start, end } of ends) {
    const sum = new SetSum();
    for await (const records of log.read({ topic, partition, from: start, to: end })) {
      for (const { offset, value, headers, timestamp } of records) {
        if (!firstAt.has(`${topic}/${partition}`)) firstAt.set(`${topic}/${partition}`, timestamp);
        sum.add(`${offset}|`, value ?? '');
        try {
          const event = await decode(value);
          const allowed: readonly string[] = CATALOGUE[topic as TopicName].events;
          if (!allowed.includes(event.type)) throw new Error(`${event.type} does not belong on ${topic}`);
          if (event.type === 'InboundReceived') {
            raw.push(rawBody(event, { partition, offset }));
          } else {
            entries.push({
              topic,
              partition,
              offset,
              event: slim(event),
              ...(REPLAYED_FROM in headers ? { replayed: true, replayedFor: headers[REPLAY_FOR] } : {}),
            });
          }
        } catch {
          // A figure of its own: what nobody can read is never passed over.
          undecodable.push(`${topic}/${partition}/${offset}`);
        }
      }
    }
    sums.push({ topic, partition, count: sum.count, checksum: sum.checksum });
  }
  return { entries, raw, sums, undecodable, firstAt };
}
