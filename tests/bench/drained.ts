/** Whether anything still waits anywhere in an installation: for a processor, for a table, for a view. */
import { setTimeout as sleep } from 'node:timers/promises';
import { currentGeneration } from '../../projections/clickhouse/generations.ts';
import type { ClickHouseClient } from '../../projections/clickhouse/client.ts';
import { tablesGroup } from '../../projections/clickhouse/sink/open.ts';
import { currentView } from '../../projections/read/reads.ts';
import type { Redis } from '../../projections/redis/client.ts';
import { epochKey } from '../../projections/redis/keys.ts';
import { READ_MODELS } from '../../projections/registry.ts';
import type { Log } from '../../topics/log/port.ts';
import { READERS } from '../../topics/readers.ts';

export interface Reading {
  readonly log: Pick<Log, 'offsets' | 'committed'>;
  readonly client: ClickHouseClient;
  readonly db: string;
  readonly redis: Redis;
}

/** The marker at the end of a transaction is a place in the log, and no record that anybody waits for. */
const MARKER = 1;
/** Asking costs the broker some twenty requests. */
const LOOK_MS = 250;

/** Records that wait, by the name of who has not read them; nobody has none. The archive is left out. */
export async function waiting({ log, client, db, redis }: Reading): Promise<ReadonlyMap<string, number>> {
  const topics = [
    ...new Set([...Object.values(READERS).flat(), ...READ_MODELS.tables.topics, ...READ_MODELS.views.topics]),
  ];
  const ends = await log.offsets(topics);
  const { generation, positions } = await currentGeneration(client, db);
  const written = await redis.hgetall(epochKey(await currentView(redis)));
  const committed = async (group: string, inputs: readonly string[]): Promise<Map<string, number>> =>
    new Map((await log.committed(group, inputs)).map((one) => [`${one.topic}/${one.partition}`, one.offset]));
  const processors = await Promise.all(
    Object.entries(READERS).map(
      async ([name, inputs]) => [name, inputs, await committed(name, inputs)] as const,
    ),
  );
  const { topics: ofTables } = READ_MODELS.tables;
  const inTables = new Map([
    ...Object.entries(positions),
    ...(await committed(tablesGroup(generation), ofTables)),
  ]);
  const inViews = new Map(Object.entries(written).map(([name, at]) => [name, Number(at)]));
  const readers = [
    ...processors,
    ['tables', ofTables, inTables] as const,
    ['views', READ_MODELS.views.topics, inViews] as const,
  ];
  const counts = readers.map(([name, inputs, at]): [string, number] => {
    const wanted: readonly string[] = inputs;
    const records = ends
      .filter(({ topic }) => wanted.includes(topic))
      .map(
        ({ topic, partition, start, end }) => end - Math.max(start, at.get(`${topic}/${partition}`) ?? start),
      )
      .reduce((sum, behind) => sum + (behind > MARKER ? behind : 0), 0);
    return [name, records];
  });
  return new Map(counts.filter(([, records]) => records > 0));
}

/** @returns whether nothing waited any more before the time was over, and what did. */
export async function drained(
  reading: Reading,
  withinMs: number,
): Promise<{ readonly at: number; readonly waiting: ReadonlyMap<string, number> }> {
  const until = performance.now() + withinMs;
  for (;;) {
    const at = performance.now();
    const left = await waiting(reading);
    if (left.size === 0 || at > until) return { at, waiting: left };
    await sleep(LOOK_MS);
  }
}
