/** The two sinks of this installation: rows of events, and the archive of original bytes. */
import { TOPIC_NAMES } from '../../../topics/catalogue.ts';
import type { Codec } from '../../../topics/codec/codec.ts';
import type { CommittedOffset, Log, LogRecord } from '../../../topics/log/port.ts';
import { MAPPER_VERSION, READ_MODELS } from '../../registry.ts';
import type { Waits } from '../../wait.ts';
import { openHistory, readAll } from '../../history.ts';
import { databases, insertBlock, type ClickHouseClient } from '../client.ts';
import type { Generation } from '../generations.ts';
import { archiveBlocks, eventBlocks, type Reject, type ToBlocks } from './blocks.ts';
import type { LaneLimits } from './lane.ts';
import { createSink, type Sink } from './sink.ts';

export interface SinkEvents {
  onWait(reason: string | null): void;
  onRejects(rejects: readonly Reject[]): void;
  onFlushed(flush: {
    readonly rows: ReadonlyMap<string, number>;
    readonly records: readonly LogRecord[];
    /** When the flush began, epoch ms. */
    readonly startedAt: number;
  }): void;
  onFatal(error: Error): void;
}

interface Parts {
  readonly log: Log;
  readonly client: ClickHouseClient;
  readonly db: string;
  readonly waits: Waits;
  readonly events: SinkEvents;
  readonly limits?: LaneLimits;
}

/** Freshness first: what a page shows comes from here. A block is large only for a lane that is behind. */
export const TABLE_LIMITS: LaneLimits = { lingerMs: 200, maxBytes: 4 * 1024 * 1024 };
/** Nobody waits for the archive: fewer, larger parts. */
export const ARCHIVE_LIMITS: LaneLimits = { lingerMs: 1_000, maxBytes: 4 * 1024 * 1024 };

export const tablesGroup = (generation: number): string => `signalpost.sink.tables.g${generation}`;
export const ARCHIVE_GROUP = 'signalpost.sink.archive';

export function openTablesSink(
  parts: Parts & { readonly codec: Codec; readonly generation: Generation },
): Sink {
  return open(parts, {
    groupId: tablesGroup(parts.generation.generation),
    topics: READ_MODELS.tables.topics,
    toBlocks: eventBlocks(parts.codec),
    database: databases(parts.db, parts.generation.generation).gen,
    limits: parts.limits ?? TABLE_LIMITS,
    startAt: parts.generation.positions,
    archived: () => parts.log.committed(ARCHIVE_GROUP, READ_MODELS.tables.topics),
  });
}

export function openArchiveSink(parts: Parts): Sink {
  return open(parts, {
    groupId: ARCHIVE_GROUP,
    topics: TOPIC_NAMES,
    toBlocks: archiveBlocks,
    database: parts.db,
    limits: parts.limits ?? ARCHIVE_LIMITS,
    startAt: {},
  });
}

function open(
  parts: Parts,
  sink: {
    readonly groupId: string;
    readonly topics: readonly string[];
    readonly toBlocks: ToBlocks;
    readonly database: string;
    readonly limits: LaneLimits;
    readonly startAt: Readonly<Record<string, number>>;
    /** How far the archive is written; absent for the archive itself. */
    readonly archived?: () => Promise<readonly CommittedOffset[]>;
  },
): Sink {
  const history = openHistory(parts.log, parts.client, parts.db);
  return createSink({
    log: parts.log,
    groupId: sink.groupId,
    topics: sink.topics,
    limits: sink.limits,
    startAt: sink.startAt,
    ...(sink.archived ? { archive: { writtenTo: sink.archived, read: (range) => history.read(range) } } : {}),
    onFatal: (error) => parts.events.onFatal(error),
    ports: {
      toBlocks: sink.toBlocks,
      mapper: MAPPER_VERSION,
      waits: parts.waits,
      insert: (block, token, signal) =>
        insertBlock(
          parts.client,
          `${sink.database}.${block.table}`,
          block.columns,
          block.rows,
          token,
          signal,
        ),
      read: (range, signal) => readAll(history, { ...range, to: range.to + 1, signal }),
      onWait: (reason) => parts.events.onWait(reason),
      onRejects: (rejects) => parts.events.onRejects(rejects),
      onFlushed: (flush) => parts.events.onFlushed(flush),
    },
  });
}
