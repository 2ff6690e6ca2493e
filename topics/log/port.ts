/**
 * The log, as the rest of Signalpost sees it. Records are encoded bytes: who writes them, and how the
 * bytes travel, can change behind this port. Two adapters pass one shared suite: `kafkajs/` for the
 * real broker, `memory/` as its in-memory twin for tests of pure runtime logic.
 *
 * Offsets are numbers: 2^53 records in one partition are not reached.
 */

import type { PackedRecords } from './packed.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A record before it is written. `headers` hold `traceparent` and the like, never secrets. */
export interface RecordToWrite {
  readonly key: Buffer | null;
  /** Null is a tombstone on a compacted topic. */
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Epoch ms of writing. Retention counts from it: with the source's time, a message of last year would be
   * deleted as soon as it is written.
   */
  readonly timestamp: number;
}

export interface BatchToWrite extends TopicPartition {
  /**
   * Packed ones belong to the writer from the call on: when all is acknowledged, it gives their buffers back to be
   * used again.
   */
  readonly records: readonly RecordToWrite[] | PackedRecords;
}

/** A record as read. Never a control record, never from an aborted transaction. */
export interface LogRecord extends TopicPartition {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

/** Offset to read next, and a note of at most 4,096 bytes kept with it. */
export interface CommittedOffset extends TopicPartition {
  readonly offset: number;
  readonly metadata?: string;
}

/** Which member of a group commits: the broker refuses the commit of an older generation. */
export interface GroupMember {
  readonly groupId: string;
  readonly memberId: string;
  readonly generationId: number;
}

/** Writes without transactions, in the order of the calls: a call waits for the one before it. */
export interface LogWriter {
  /**
   * Resolves when every record is acknowledged by all in-sync replicas; gives the first offset per batch.
   * @throws LogError `unavailable` when not acknowledged in time (the records may or may not be there).
   */
  write(
    batches: readonly BatchToWrite[],
  ): Promise<readonly (TopicPartition & { readonly baseOffset: number })[]>;
  close(): Promise<void>;
}

/**
 * One transactional id. Opening it fences whoever held the id before and aborts what that owner had open.
 * A transaction is one call, so nothing foreign can be awaited inside it.
 */
export interface TransactionalWriter {
  readonly transactionalId: string;
  /**
   * Writes the batches and the offsets in one transaction and commits it. Resolves when the commit is decided;
   * a real broker shows it to committed readers some milliseconds later, and always before the next transaction
   * or the next opening of this id.
   * On any error the writer is dead: close it and open another with the same id.
   * @throws LogError `fenced` when another owner has the id; `unavailable` when the outcome is unknown or
   *   the broker is away (open again: that settles whether it was committed; compare committed offsets).
   */
  commit(transaction: {
    readonly batches: readonly BatchToWrite[];
    readonly offsets?: { readonly member: GroupMember; readonly offsets: readonly CommittedOffset[] };
  }): Promise<void>;
  close(): Promise<void>;
}

/**
 * What a group consumer calls. `onBatch` never overlaps for one partition, and a slow one holds up no other.
 * Rebalances are eager: `onRevoked` with everything held, then `onAssigned` with the whole new set.
 * `onRevoked` may come while `onAssigned` or `onBatch` is still running, so that they can give up early;
 * the next `onAssigned` waits for all of them. An error thrown by any of the three goes to `onFatal`.
 */
export interface ConsumerHandler {
  /**
   * These partitions are ours from now on. Reading is paused until the promise resolves; it gives the
   * offsets to begin at (a partition left out begins at its committed offset, or at the log's start).
   */
  onAssigned(partitions: readonly TopicPartition[], member: GroupMember): Promise<readonly CommittedOffset[]>;
  /** These partitions are not ours any more (rebalance, fencing, stop). Nothing may be committed for them after this. */
  onRevoked(partitions: readonly TopicPartition[]): Promise<void>;
  /**
   * Records in order from one partition; committed data only. `nextOffset` is the position after the batch
   * (control records included); `endOffset` is what the broker had when it answered, possibly old. With no
   * records only the position moved. The next batch of the partition comes after the promise resolves.
   */
  onBatch(
    batch: TopicPartition & {
      readonly records: readonly LogRecord[];
      readonly nextOffset: number;
      readonly endOffset: number;
    },
  ): Promise<void>;
  /** The consumer cannot go on (offset out of range, bytes that cannot be read, authorisation, crash without restart). */
  onFatal(error: Error): void;
}

export interface GroupConsumer {
  /**
   * Topics are subscribed together and assigned so that partition n of every topic goes to the same member.
   * Resolves when the group was joined; `onAssigned` runs after that.
   * @throws LogError `unavailable`, `unauthorised`, `unknown_topic`
   */
  run(handler: ConsumerHandler): Promise<void>;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** Next offset to read; takes effect before the next batch of that partition. */
  seek(position: CommittedOffset): void;
  /** Leaves the group; onRevoked is called first, running handler calls are awaited. Not from inside one. */
  stop(): Promise<void>;
}

export interface Gather {
  readonly ms: number;
  readonly bytes: number;
}

export interface ConsumerOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Longest wait of the broker for data, ms. */
  readonly maxWaitMs?: number;
  readonly maxBytesPerPartition?: number;
  /**
   * While records come, the broker collects so many bytes before it answers, for at most `ms`; after an answer without
   * any, the next record is handed over at once again. Absent: always at once.
   */
  readonly gather?: Gather;
  /** After this without a heartbeat the member is out, ms. */
  readonly sessionTimeoutMs?: number;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Connection to one cluster. */
export interface Log {
  openWriter(): Promise<LogWriter>;
  openTransactional(
    transactionalId: string,
    options?: { readonly timeoutMs?: number },
  ): Promise<TransactionalWriter>;
  consumer(options: ConsumerOptions): GroupConsumer;
  /**
   * Reads one partition without a group, from `from` up to `to` (exclusive; the positions are compared, so
   * a log that ends in control records ends). Batches of committed records in order.
   */
  read(
    range: TopicPartition & { readonly from: number; readonly to: number; readonly signal?: AbortSignal },
  ): AsyncIterable<readonly LogRecord[]>;
  /** First and next offset per partition; `end` is the last stable offset (what a committed reader can reach). */
  offsets(
    topics: readonly string[],
  ): Promise<readonly (TopicPartition & { readonly start: number; readonly end: number })[]>;
  committed(groupId: string, topics: readonly string[]): Promise<readonly CommittedOffset[]>;
  /**
   * Commits offsets of a group outside a transaction, as a member (older generations get `fenced`). For a
   * group without members: `{ groupId, memberId: '', generationId: -1 }`.
   */
  commitOffsets(member: GroupMember, offsets: readonly CommittedOffset[]): Promise<void>;
  /** Creates what is missing; never changes partition counts. */
  createTopics(topics: readonly TopicSpec[]): Promise<{ readonly created: readonly string[] }>;
  /** Partition counts of the topics that exist. */
  partitionCounts(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

/** Partition of a key: murmur2 as in the Java client, so that any other client agrees. */
export type Partitioner = (key: Buffer, partitions: number) => number;

/**
 * `unavailable` passes by itself, so asking again may help. `corrupt`: bytes in the log that cannot be read.
 * `bug`: an error that neither the broker nor the network made.
 */
export type LogErrorCode =
  | 'fenced'
  | 'unavailable'
  | 'out_of_range'
  | 'too_large'
  | 'unauthorised'
  | 'unknown_topic'
  | 'corrupt'
  | 'bug';

/** Every failure of the log. Branch on `code`, never on the message. */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogErrorCode;
  /** True only where it is certain that no record of the call reached the log; else it may yet be there. */
  readonly nothingWritten: boolean;
  constructor(
    code: LogErrorCode,
    message: string,
    options?: ErrorOptions & { readonly nothingWritten?: boolean },
  ) {
    super(message, options);
    this.code = code;
    this.nothingWritten = options?.nothingWritten ?? false;
  }
}
