/** What the auditor reads: events with their place in the log, and what the outside wrote down itself. */
import type { AnyEvent } from '../../topics/events.ts';
import type { TopicPartition } from '../../topics/log/port.ts';
import type { RawBody } from './raw.ts';

export interface LogEntry extends TopicPartition {
  readonly offset: number;
  readonly event: AnyEvent;
  /** Written again from a dead letter, with the id that it had. */
  readonly replayed?: boolean;
  /** The one processor that it was written again for; the others leave it alone. */
  readonly replayedFor?: string | undefined;
}

/** Whether a processor (or the read models, `projections`) takes the record. */
export function isFor(reader: string, { replayedFor }: LogEntry): boolean {
  return replayedFor === undefined || replayedFor === reader;
}

/** A post that a network says it accepted. */
export interface JournaledPost {
  readonly network: string;
  readonly accountId: string;
  readonly nativePostId: string;
  readonly inReplyTo: string | null;
  /** Exactly as the request had it. */
  readonly text: string;
  /** Epoch ms by the network's clock. */
  readonly at: number;
}

/** A post that a network did not look at, because a limit of the account was used up. */
export interface JournaledRefusal {
  readonly network: string;
  readonly accountId: string;
  /** Epoch ms by the network's clock. */
  readonly at: number;
}

/** A message that the load generator sent. */
export interface JournaledSend {
  readonly network: string;
  readonly accountId: string;
  readonly nativeId: string;
  /** Whether it was accepted (2xx) at least once. */
  readonly accepted: boolean;
  /** When the first 2xx came, epoch ms by the load generator's clock; when it was last tried, if none came. */
  readonly at: number;
}

/** How far each group had committed before the log was read: the outputs of offsets below must be there. */
export type CommittedOf = (group: string, place: TopicPartition) => number;

/** What a partition holds: number of records and a sum of them that does not depend on order. */
export interface PartitionSum extends TopicPartition {
  readonly count: number;
  /** Hexadecimal, 16 digits. */
  readonly checksum: string;
}

export interface Evidence {
  /** Epoch ms at which the ends of the log were read. */
  readonly readAt: number;
  readonly entries: readonly LogEntry[];
  /** What the networks delivered, message by message. */
  readonly raw: readonly RawBody[];
  /**
   * Topics whose beginning the broker has deleted by retention, and from when on they are whole, epoch ms: what is
   * missing there from before may have been there. Infinity when a partition has nothing left.
   */
  readonly cut: ReadonlyMap<string, number>;
  /** Of the bytes as they are in the log. */
  readonly sums: readonly PartitionSum[];
  /** What the networks had accepted before the log was read: each must be explained by the log. */
  readonly posts: readonly JournaledPost[];
  /** ... and after it was read: each that the log calls published must be here. */
  readonly postsLater: readonly JournaledPost[];
  readonly refusals: readonly JournaledRefusal[];
  /** What the load generator had been answered before the log was read. */
  readonly sends: readonly JournaledSend[];
  readonly committed: CommittedOf;
  /** `topic/partition/offset` of records that no codec could read. */
  readonly undecodable: readonly string[];
  /** True while the normaliser had not read `inbound.raw` to its end: what is not received yet is in flight. */
  readonly receiving: boolean;
}

/** A network account as the log writes it: `network:id`. */
export function accountKey(network: string, accountId: string): string {
  return accountId.includes(':') ? accountId : `${network}:${accountId}`;
}

/** Where an event stands. */
export function placeOf({ topic, partition, offset }: TopicPartition & { readonly offset: number }): string {
  return `${topic}/${partition}/${offset}`;
}
