/** From records to the blocks of a flush. Pure but for the registry that may be asked for a schema. */
import { seededBug } from '../../../service/seeded-bugs.ts';
import { SchemaNotLoaded, type Codec } from '../../../topics/codec/codec.ts';
import { isReplayForOther } from '../../../topics/dead-letters.ts';
import { PoisonError } from '../../../topics/errors.ts';
import type { AnyEvent } from '../../../topics/events.ts';
import type { LogRecord } from '../../../topics/log/port.ts';
import { StoredRecord } from '../../../topics/log/stored-records.ts';
import { MAPPERS, REPLAY_NAME } from '../../registry.ts';
import { deadLetters, rejectRow, type RejectCode } from '../../tables/dead-letters.ts';
import { archiveRow, logArchive } from '../../tables/log-archive.ts';
import type { Columns, Row } from '../columns.ts';
import type { EventTable } from '../table.ts';

export interface Block {
  readonly table: string;
  readonly columns: Columns;
  readonly rows: readonly Row[];
}

/** What could not become rows; it is in `dead_letters` and, byte for byte, in `log_archive`. */
export interface Reject {
  readonly record: LogRecord;
  readonly code: RejectCode;
  readonly error: unknown;
}

export interface Blocks {
  readonly blocks: readonly Block[];
  readonly rejects: readonly Reject[];
}

/** @param records in the order of the intent: topic by topic, by offset. */
export type ToBlocks = (records: readonly LogRecord[], mapper: number) => Promise<Blocks>;

type Reader = Pick<Codec, 'decode' | 'decodeRange' | 'ensure'>;

/**
 * Where the bytes are known the event is read where it lies. Not briefly (`Codec.decodeRange`): what that saves here,
 * writing windows of a text into the block costs again. @throws PoisonError, SchemaNotLoaded
 */
function read(codec: Reader, record: LogRecord): AnyEvent {
  if (!(record instanceof StoredRecord) || record.valueFrom < 0) return codec.decode(record.value);
  return codec.decodeRange(record.bytes, record.valueFrom, record.valueTo);
}

/** Tables of events that a topic feeds, with the place where their rows gather. */
type Feeds = ReadonlyMap<string, readonly (readonly [EventTable, Row[]])[]>;

function feedsOf(tables: readonly EventTable[], rows: ReadonlyMap<string, Row[]>): Feeds {
  const feeds = new Map<string, (readonly [EventTable, Row[]])[]>();
  for (const table of tables) {
    for (const topic of table.topics) {
      const list = feeds.get(topic) ?? [];
      feeds.set(topic, list);
      list.push([table, rows.get(table.name) ?? []]);
    }
  }
  return feeds;
}

/**
 * Rows of every table of events. A record that does not decode stops nobody: it becomes a dead letter row. Nothing is
 * awaited for a record whose schema is known, so that a block is made in one go.
 */
export function eventBlocks(codec: Reader): ToBlocks {
  return async (records, mapper) => {
    const tables = MAPPERS[mapper];
    if (!tables) {
      throw new Error(`mapper version ${mapper} is not here any more: run the version that began the insert`);
    }
    const rows = new Map<string, Row[]>(tables.map((table) => [table.name, []]));
    const feeds = feedsOf(tables, rows);
    const rejects: Reject[] = [];
    const reject = (record: LogRecord, code: RejectCode, error: unknown): void => {
      rejects.push({ record, code, error });
      rows.get(deadLetters.name)?.push(rejectRow(record, code, record.value?.length ?? 0));
    };
    const take = (record: LogRecord): void => {
      let event: AnyEvent;
      try {
        event = read(codec, record);
      } catch (error) {
        if (!(error instanceof PoisonError)) throw error;
        reject(record, 'undecodable', error);
        return;
      }
      const fed = feeds.get(record.topic) ?? [];
      const before = fed.map(([, list]) => list.length);
      try {
        for (const [table, list] of fed) for (const row of table.rows(event, record)) list.push(row);
      } catch (error) {
        // All tables or none: a half-mapped record could not be told from a whole one.
        fed.forEach(([, list], index) => (list.length = before[index] as number));
        reject(record, 'unmappable', error);
      }
    };
    for (const record of records) {
      // Its event was shown when it first came; the replay is for the processor that had given up on it.
      if (isReplayForOther(record, REPLAY_NAME)) continue;
      try {
        take(record);
      } catch (error) {
        // A schema that was not seen yet: if the registry is away, the caller waits.
        if (!(error instanceof SchemaNotLoaded)) throw error;
        await codec.ensure([error.schemaId]);
        take(record);
      }
    }
    return {
      rejects,
      blocks: tables
        .map((table) => ({ table: table.name, columns: table.columns, rows: rows.get(table.name) ?? [] }))
        .filter((block) => block.rows.length > 0),
    };
  };
}

const LOSSY = seededBug('lossy-archive');
const lossyRow = (record: LogRecord): Row =>
  archiveRow({ ...record, value: record.value?.subarray(0, 256) ?? null });

/** Original bytes; nothing is decoded, so nothing can fail. */
export const archiveBlocks: ToBlocks = (records) =>
  Promise.resolve({
    rejects: [],
    blocks:
      records.length > 0
        ? [
            {
              table: logArchive.name,
              columns: logArchive.columns,
              rows: records.map(LOSSY ? lossyRow : archiveRow),
            },
          ]
        : [],
  });
