/** The ceiling of a sink: ClickHouse takes blocks that were encoded before, over the same interface, with the same settings. */
import { Readable } from 'node:stream';
import { databases, INSERT_SETTINGS, type ClickHouseClient } from '../../../projections/clickhouse/client.ts';
import { migrateGeneration } from '../../../projections/clickhouse/migrate.ts';
import { encodeBlock } from '../../../projections/clickhouse/native.ts';
import { eventBlocks } from '../../../projections/clickhouse/sink/blocks.ts';
import { READ_MODELS, MAPPER_VERSION } from '../../../projections/registry.ts';
import type { Codec } from '../../../topics/codec/codec.ts';
import type { Log, LogRecord } from '../../../topics/log/port.ts';

interface Prepared {
  readonly table: string;
  readonly columns: string;
  readonly rows: number;
  readonly bytes: Buffer;
}

export interface Ceiling {
  /** Bytes of records in a block at most. */
  readonly maxBytes: number;
  readonly rows: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}

/**
 * @param generation of tables that nobody else has.
 * @param maxBytes of records in a block; the sink cuts them too.
 * @param concurrency inserts under way at once, as the sink has lanes.
 */
export async function preparedCeiling(
  from: { readonly log: Log; readonly codec: Codec; readonly client: ClickHouseClient; readonly db: string },
  generation: number,
  maxBytes: number,
  concurrency: number,
): Promise<Ceiling> {
  const { client, db } = from;
  const blocks = await prepare(from, maxBytes);
  await migrateGeneration(client, db, generation);
  const { gen } = databases(db, generation);
  const queue = [...blocks.entries()];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let next = queue.shift(); next; next = queue.shift())
        await insert(client, gen, next[1], `${gen}:${next[0]}`);
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  return {
    maxBytes,
    rows,
    blocks: blocks.length,
    bytes: blocks.reduce((sum, block) => sum + block.bytes.length, 0),
    seconds,
    rowsPerSecond: Math.round(rows / seconds),
  };
}

async function prepare(
  { log, codec }: { readonly log: Log; readonly codec: Codec },
  maxBytes: number,
): Promise<readonly Prepared[]> {
  const toBlocks = eventBlocks(codec);
  const prepared: Prepared[] = [];
  const flush = async (records: readonly LogRecord[]): Promise<void> => {
    const { blocks } = await toBlocks(records, MAPPER_VERSION);
    for (const { table, columns, rows } of blocks) {
      const names = Object.keys(columns).join(', ');
      prepared.push({
        table,
        columns: names,
        rows: rows.length,
        bytes: Buffer.from(encodeBlock(columns, rows)),
      });
    }
  };
  for (const { topic, partition, start, end } of await log.offsets(READ_MODELS.tables.topics)) {
    let [records, bytes]: [LogRecord[], number] = [[], 0];
    for await (const batch of log.read({ topic, partition, from: start, to: end })) {
      for (const record of batch) {
        records.push(record);
        bytes += record.value?.length ?? 0;
        if (bytes < maxBytes) continue;
        await flush(records);
        [records, bytes] = [[], 0];
      }
    }
    if (records.length > 0) await flush(records);
  }
  return prepared;
}

async function insert(client: ClickHouseClient, gen: string, block: Prepared, token: string): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${gen}.${block.table} (${block.columns}) FORMAT Native`,
    values: Readable.from([block.bytes], { objectMode: false }),
    clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: token } as Record<
      string,
      string | number
    >,
  });
  for await (const _ of stream) continue;
}
