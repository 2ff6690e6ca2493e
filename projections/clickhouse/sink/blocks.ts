/** From records to the blocks of a flush. Pure but for the registry that may be asked for a schema. */
import { seededBug } from '../../../service/seeded-bugs.ts';
import { SchemaNotLoaded, type Codec } from '../../../topics/codec/codec.ts';
import { isReplayForOther } from '../../../topics/dead-letters.ts';
import { PoisonError } from '../../../topics/errors.ts';
import type { AnyEvent } from '../../../topics/events.ts';
import type { LogRecord } from '../../../topics/log/port.ts';
import { MAPPERS, REPLAY_NAME } from '../../registry.ts';
import { deadLetters, rejectRow, type RejectCode } from '../../tables/dead-letters.ts';
import { archiveRow, logArchive } from '../../tables/log-archive.ts';
import type { Columns, Row } from '../columns.ts';

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

/** Decoded event, asking the registry for schemas not seen yet. @throws PoisonError, RegistryError */
async function decode(codec: Pick<Codec, 'decode' | 'ensure'>, value: Buffer | null): Promise<AnyEvent> {
  try {
    return codec.decode(value);
  } catch (error) {
    if (!(error instanceof SchemaNotLoaded)) throw error;
    await codec.ensure([error.schemaId]);
    return codec.decode(value);
  }
}

/** Rows of every table of events. A record that does not decode stops nobody: it becomes a dead letter row. */
export function eventBlocks(codec: Pick<Codec, 'decode' | 'ensure'>): ToBlocks {
  return async (records, mapper) => {
    const tables = MAPPERS[mapper];
    if (!tables) {
      throw new Error(`mapper version ${mapper} is not here any more: run the version that began the insert`);
    }
    const rows = new Map<string, Row[]>(tables.map((table) => [table.name, []]));
    const rejects: Reject[] = [];
    const reject = (record: LogRecord, code: RejectCode, error: unknown): void => {
      rejects.push({ record, code, error });
      rows.get(deadLetters.name)?.push(rejectRow(record, code, record.value?.length ?? 0));
    };
    for (const record of records) {
      // Its event was shown when it first came; the replay is for the processor that had given up on it.
      if (isReplayForOther(record, REPLAY_NAME)) continue;
      let event: AnyEvent;
      try {
        event = await decode(codec, record.value);
      } catch (error) {
        if (!(error instanceof PoisonError)) throw error; // the registry is away: the caller waits
        reject(record, 'undecodable', error);
        continue;
      }
      try {
        // All tables or none: a half-mapped record could not be told from a whole one.
        const made = tables
          .filter((table) => (table.topics as readonly string[]).includes(record.topic))
          .map((table) => [table.name, table.rows(event, record)] as const);
        for (const [name, list] of made) rows.get(name)?.push(...list);
      } catch (error) {
        reject(record, 'unmappable', error);
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
