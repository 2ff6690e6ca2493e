/**
 * Checksums of read models that do not depend on the order of rows, on batches, or on when they were
 * written: only on content. Equal sums over the same positions of the log mean equal read models.
 */
import { createHash } from 'node:crypto';
import { select, type ClickHouseClient } from './clickhouse/client.ts';
import type { Positions } from './clickhouse/generations.ts';
import type { Table } from './clickhouse/table.ts';
import { runAll, type Redis } from './redis/client.ts';

export interface Checksum {
  readonly rows: number;
  /** Hex; equal for equal sets of rows. */
  readonly digest: string;
}

/**
 * Rows made from records below the positions (`topic/partition` to offset, exclusive). Sum and xor of row
 * hashes: both are indifferent to order, together they notice a doubled row too. Null and the empty string
 * differ; the unit separator keeps neighbours apart.
 */
export function tableChecksumSql(
  database: string,
  table: Table,
  names: readonly string[] = Object.keys(table.columns),
): string {
  const columns = names.map((name) => `ifNull(toString(${name}), '\\\\N')`);
  return `SELECT count() AS rows, hex(sum(h)) AS total, hex(groupBitXor(h)) AS mixed FROM (
  SELECT cityHash64(concatWithSeparator('\\x1F', ${columns.join(', ')})) AS h
  FROM ${database}.${table.name} FINAL
  WHERE src_offset < {positions:Map(String, UInt64)}[concat(src_topic, '/', toString(src_partition))]
)`;
}

export async function tableChecksum(
  client: ClickHouseClient,
  database: string,
  table: Table,
  positions: Positions,
  /** Only over these; all columns of the table unless told. */
  columns?: readonly string[],
): Promise<Checksum> {
  const [row] = await select<{ rows: number; total: string; mixed: string }>(
    client,
    tableChecksumSql(database, table, columns),
    { positions },
    600,
  );
  return { rows: row?.rows ?? 0, digest: `${row?.total ?? ''}-${row?.mixed ?? ''}` };
}

/** Keys that say something about content: no stream of news, no positions, nothing that expires by itself. */
const ASIDE = /:(live|epoch|epoch:seals|hold|health|floor|evicted|evictat)$|:(minute|command):/;
const PAGE = 1_000;

/** Names of a view's keys without its prefix. */
export async function* viewKeys(redis: Redis, view: string): AsyncIterable<readonly string[]> {
  const prefix = `sp:${view}:`;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', PAGE);
    cursor = next;
    if (keys.length > 0) yield keys.map((key) => key.slice(prefix.length));
  } while (cursor !== '0');
}

/**
 * Content of a view. Everything is read, two round trips for a page of keys: nobody should write meanwhile, and a key
 * that goes between the two counts as empty.
 */
export async function viewChecksum(redis: Redis, view: string): Promise<Checksum> {
  let total = 0n;
  const seen = new Set<string>();
  for await (const page of viewKeys(redis, view)) {
    const names = page.filter((name) => !seen.has(name) && !ASIDE.test(`:${name}`));
    for (const name of names) seen.add(name); // a scan may name a key twice
    const keys = names.map((name) => `sp:${view}:${name}`);
    const types = await runAll(
      redis,
      keys.map((key) => ['type', [key]]),
    );
    const kept = names.flatMap((name, at) => {
      const read = READ[types[at] as keyof typeof READ];
      return read === undefined ? [] : [{ name, key: `sp:${view}:${name}`, read }];
    });
    const contents = await runAll(
      redis,
      kept.map(({ key, read }) => [read.command, [key, ...read.rest]]),
    );
    for (const [at, { name, read }] of kept.entries()) {
      const digest = createHash('sha256')
        .update(spelled([name, ...read.ordered(contents[at])]))
        .digest();
      total = (total + digest.readBigUInt64BE(0)) % 2n ** 64n;
    }
  }
  return { rows: seen.size, digest: total.toString(16).padStart(16, '0') };
}

/** Texts with their lengths before them, so that no two lists are spelled alike. Half the price of JSON. */
function spelled(texts: readonly string[]): string {
  let all = '';
  for (const text of texts) all += `${text.length}:${text}`;
  return all;
}

/** How a key is read whole, by its type in Redis, and what is in it in an order of its own. */
const READ = {
  hash: {
    command: 'hgetall',
    rest: [],
    ordered: (content: unknown) =>
      Object.entries(content as Record<string, string>)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flat(),
  },
  zset: {
    command: 'zrange',
    rest: [0, -1, 'WITHSCORES'],
    ordered: (content: unknown) => content as readonly string[],
  },
  set: { command: 'smembers', rest: [], ordered: (content: unknown) => (content as string[]).toSorted() },
  string: { command: 'get', rest: [], ordered: (content: unknown) => [content as string] },
} as const;
