/**
 * Builds the tables of events anew beside the current ones, compares, and swaps. The current generation is
 * written and read all the time; it stays until the next rebuild, so that a swap can be taken back.
 */
import { crashPoint } from '../../service/crash-points.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { Log } from '../../topics/log/port.ts';
import { tableChecksum, type Checksum } from '../checksum.ts';
import { databases, insertBlock, select, type ClickHouseClient } from '../clickhouse/client.ts';
import { generations, recordGeneration, type Positions } from '../clickhouse/generations.ts';
import { migrateGeneration, pointViewsAt } from '../clickhouse/migrate.ts';
import { eventBlocks } from '../clickhouse/sink/blocks.ts';
import { tablesGroup } from '../clickhouse/sink/open.ts';
import { openHistory } from '../history.ts';
import { EVENT_TABLES, MAPPER_VERSION, READ_MODELS } from '../registry.ts';
import { ROLLUP_TABLE, ROLLUP_VIEWS } from '../tables/rollup-minutes.ts';
import type { Waits } from '../wait.ts';
import { patiently } from './patience.ts';
import { endPositions, replay, REPLAY_LIMITS, type ReplayLimits } from './replay.ts';

export interface Comparison {
  readonly name: string;
  readonly current: Checksum;
  readonly rebuilt: Checksum;
  readonly equal: boolean;
}

export interface RebuildReport {
  readonly model: 'tables' | 'views';
  readonly from: string;
  readonly to: string;
  readonly records: number;
  readonly ms: number;
  readonly comparisons: readonly Comparison[];
  readonly equal: boolean;
  readonly swapped: boolean;
}

export interface RebuildParts {
  readonly log: Log;
  readonly codec: Codec;
  readonly client: ClickHouseClient;
  readonly db: string;
  readonly waits: Waits;
  readonly limits?: ReplayLimits;
  /** Swap although contents differ: after a mapper was changed on purpose. */
  readonly acceptDifferences: boolean;
  readonly say: (line: string) => void;
}

const UNREADABLE: Checksum = { rows: 0, digest: 'of another form' };

/** How long the sink may take to reach the positions that are compared, ms. */
const CATCH_UP_MS = 60_000;

/** @throws what the stores throw; the current generation is untouched until the swap. */
export async function rebuildTables(parts: RebuildParts): Promise<RebuildReport> {
  const { client, db, log, waits } = parts;
  const started = waits.now();
  const topics = READ_MODELS.tables.topics;
  const history = openHistory(log, client, db);
  const known = await generations(client, db);
  const current = known.findLast((one) => one.state === 'current');
  if (!current) throw new Error(`no current generation in ${db}: run the migration first`);
  const filling = known.find((one) => one.state === 'filling');
  if (filling) {
    throw new Error(
      `generation ${filling.generation} is being filled by the sink after an update and swaps by itself: wait for it`,
    );
  }
  const next = Math.max(...known.map((one) => one.generation)) + 1;
  await dropBefore(parts, known, current.generation);
  await recordGeneration(client, db, { generation: next, state: 'building', positions: {} }, waits.now());
  await migrateGeneration(client, db, next);
  const { gen } = databases(db, next);
  const old = databases(db, current.generation).gen;
  const toBlocks = eventBlocks(parts.codec);
  const asked = patiently(waits);

  const fill = (from: Positions, to: Positions): Promise<number> =>
    replay(history, { from, to }, parts.limits ?? REPLAY_LIMITS, async (chunk) => {
      const { blocks } = await toBlocks(chunk.records, MAPPER_VERSION);
      for (const { table, columns, rows } of blocks) {
        const token = `${table}:rebuild:${chunk.topic}/${chunk.partition}@${chunk.from}-${chunk.to}`;
        await asked(() => insertBlock(client, `${gen}.${table}`, columns, rows, token));
      }
    });

  const end = await endPositions(log, topics);
  parts.say(`generation ${next}: reading everything again`);
  let records = await fill({}, end);
  const compared = await reached(parts, tablesGroup(current.generation), current.positions, end);
  const comparisons: Comparison[] = [];
  for (const table of EVENT_TABLES) {
    const [was, is] = [
      // A table of another form (a column was added) cannot be summed in this form: that is a difference.
      await asked(() => tableChecksum(client, old, table, compared)).catch(() => UNREADABLE),
      await asked(() => tableChecksum(client, gen, table, compared)),
    ];
    comparisons.push({
      name: table.name,
      current: was,
      rebuilt: is,
      equal: was.digest === is.digest && was.rows === is.rows,
    });
  }
  comparisons.push(await asked(() => compareRollup(client, gen)));
  const equal = comparisons.every((one) => one.equal);
  const swapped = equal || parts.acceptDifferences;
  if (swapped) {
    // What was written meanwhile; the sink of the new generation begins where this ends.
    const now = await endPositions(log, topics);
    records += await fill(end, now);
    crashPoint('before-swap');
    await recordGeneration(client, db, { generation: next, state: 'current', positions: now }, waits.now());
    crashPoint('during-swap'); // the sink that follows points the views, too
    await pointViewsAt(client, db, next);
    await recordGeneration(client, db, { ...current, state: 'retired' }, waits.now());
  }
  return {
    model: 'tables',
    from: `g${current.generation}`,
    to: `g${next}`,
    records,
    ms: waits.now() - started,
    comparisons,
    equal,
    swapped,
  };
}

/** Positions up to which both generations can be compared: the wanted ones, or what the sink has reached in time. */
async function reached(
  parts: RebuildParts,
  group: string,
  begun: Positions,
  wanted: Positions,
): Promise<Positions> {
  const until = parts.waits.now() + CATCH_UP_MS;
  const never = new AbortController().signal;
  for (;;) {
    const committed = await parts.log.committed(group, READ_MODELS.tables.topics);
    const at = new Map(committed.map((one) => [`${one.topic}/${one.partition}`, one]));
    const behind = Object.entries(wanted).filter(
      ([name, end]) => end > 0 && (at.get(name)?.offset ?? begun[name] ?? 0) < end,
    );
    if (behind.length === 0) return wanted;
    if (parts.waits.now() > until) {
      parts.say(`the running sink is behind on ${behind.length} partitions: comparing up to where it is`);
      return Object.fromEntries(
        Object.entries(wanted).map(([name, end]) => [
          name,
          Math.min(end, at.get(name)?.offset ?? begun[name] ?? 0),
        ]),
      );
    }
    await parts.waits.sleep(200, never);
  }
}

/** Sums kept by the views against sums counted anew from the same tables. */
async function compareRollup(client: ClickHouseClient, gen: string): Promise<Comparison> {
  const sums = (from: string): string =>
    `SELECT count() AS rows, hex(sum(cityHash64(concatWithSeparator('\\x1F', tenant_id, workspace_id, toString(minute), metric, label, toString(value))))) AS digest
FROM (SELECT tenant_id, workspace_id, minute, metric, label, sum(value) AS value FROM (${from}) GROUP BY tenant_id, workspace_id, minute, metric, label)`;
  const counted = Object.values(ROLLUP_VIEWS)
    .map((view) => view.replaceAll('{gen}', gen))
    .join('\nUNION ALL\n');
  const [is] = await select<Checksum>(client, sums(`SELECT * FROM ${gen}.${ROLLUP_TABLE}`), {}, 600);
  const [should] = await select<Checksum>(client, sums(counted), {}, 600);
  const blank = { rows: 0, digest: '' };
  return {
    name: ROLLUP_TABLE,
    current: should ?? blank,
    rebuilt: is ?? blank,
    equal: is?.digest === should?.digest,
  };
}

/** Drops generations that nothing reads or writes any more: all but the current one. */
async function dropBefore(
  parts: RebuildParts,
  known: readonly { readonly generation: number }[],
  current: number,
): Promise<void> {
  for (const { generation } of known) {
    if (generation === current) continue;
    await parts.client.command({
      query: `DROP DATABASE IF EXISTS ${databases(parts.db, generation).gen} SYNC`,
    });
  }
}
