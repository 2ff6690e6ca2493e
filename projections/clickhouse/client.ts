/** One bounded client per process, and the one way in which blocks get in. */
import { Readable } from 'node:stream';
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import type { Config } from '../../service/config.ts';
import { clickHouseConnection } from '../../service/store-connections.ts';
import type { Columns, Row } from './columns.ts';
import { encodeBlock } from './native.ts';

export type { ClickHouseClient } from '@clickhouse/client';

export function openClickHouse(
  config: Pick<Config, 'clickhouse'>,
  options: { readonly connections?: number; readonly timeoutMs?: number } = {},
): ClickHouseClient {
  return createClient({
    ...clickHouseConnection(config.clickhouse),
    application: 'signalpost',
    // It writes plain text with the settings of the statement; who calls says what failed.
    log: { level: ClickHouseLogLevel.OFF },
    max_open_connections: options.connections ?? 6,
    request_timeout: options.timeoutMs ?? 60_000,
    // A server closes idle connections after 3 s or more; ours are given up before that.
    keep_alive: { enabled: true, idle_socket_ttl: 1_500 },
  });
}

/** Database that people query, and the database of one generation of tables. */
export interface Databases {
  readonly db: string;
  readonly gen: string;
}
export function databases(db: string, generation: number): Databases {
  return { db, gen: `${db}_g${generation}` };
}

/**
 * Settings of every insert, said each time and never left to a server's defaults: async inserts would
 * ignore the token, parsing in parallel would make several blocks of one, views without deduplication
 * would count a repeated block twice, and an unknown column would be dropped in silence.
 */
export const INSERT_SETTINGS = {
  async_insert: 0,
  deduplicate_insert: 'enable',
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_skip_unknown_fields: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: '10000000',
  min_insert_block_size_rows: '0',
  min_insert_block_size_bytes: '0',
  max_partitions_per_insert_block: 0,
  wait_end_of_query: 1,
} as const;

/**
 * Inserts the rows as one block. The same token again changes nothing, in the table and in the views on it.
 * @param table with its database.
 */
export async function insertBlock(
  client: ClickHouseClient,
  table: string,
  columns: Columns,
  rows: readonly Row[],
  token: string,
  signal?: AbortSignal,
): Promise<void> {
  const names = Object.keys(columns).join(', ');
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} (${names}) FORMAT Native`,
    values: Readable.from([encodeBlock(columns, rows)], { objectMode: false }),
    clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: token } as Record<
      string,
      string | number
    >,
    ...(signal ? { abort_signal: signal } : {}),
  });
  // The answer is empty; it must be read to its end so that the connection can be used again.
  for await (const _ of stream) continue;
}

/** Rows of a SELECT. Bounded in time; `LIMIT` is the caller's. Parameters are bound by the server. */
export async function select<T>(
  client: ClickHouseClient,
  query: string,
  parameters: Readonly<Record<string, unknown>> = {},
  maxSeconds = 10,
): Promise<readonly T[]> {
  const result = await client.query({
    query,
    format: 'JSONEachRow',
    query_params: { ...parameters },
    clickhouse_settings: {
      max_execution_time: maxSeconds,
      output_format_json_quote_64bit_integers: 0,
      output_format_json_quote_denormals: 1,
    },
  });
  return result.json<T>();
}

/** Why ClickHouse said no: its error code, or null when it could not be reached. */
export function errorCode(error: unknown): string | null {
  return error instanceof ClickHouseError ? error.code : null;
}
