/** What the auditor reads: events with their place in the log, and what the outside wrote down itself. */
import type { AnyEvent } from '../../topics/events.ts';
import type { TopicPartition } from '../../topics/log/port.ts';

export interface LogEntry extends TopicPartition {
  readonly offset: number;
  readonly event: AnyEvent;
}

/** A post that a network says it accepted. */
export interface JournaledPost {
  readonly network: string;
  readonly accountId: string;
  readonly nativePostId: string;
  readonly inReplyTo: string | null;
  readonly text: string;
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
}

/** How far each group has committed: offsets below are processed. */
export type CommittedOf = (group: string, place: TopicPartition) => number;

export interface Evidence {
  readonly entries: readonly LogEntry[];
  readonly posts: readonly JournaledPost[];
  readonly sends: readonly JournaledSend[];
  readonly committed: CommittedOf;
  /** Records that no codec could read, by topic. */
  readonly undecodable: Readonly<Record<string, number>>;
}
