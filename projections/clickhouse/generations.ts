/** The book of generations: which tables are current, which are being built, where the sink begins. */
import { select, type ClickHouseClient } from './client.ts';

/**
 * current: views read it. building: `signalpost rebuild` fills it. filling: the sink fills it after an update,
 * from the archive and the log, and writes nothing else meanwhile. retired: nobody reads or writes it.
 */
export type GenerationState = 'current' | 'building' | 'filling' | 'retired';

/** `topic/partition` to the next offset. */
export type Positions = Readonly<Record<string, number>>;

export interface Generation {
  readonly generation: number;
  readonly state: GenerationState;
  readonly positions: Positions;
}

/** All generations with their newest state, lowest first. */
export async function generations(client: ClickHouseClient, db: string): Promise<readonly Generation[]> {
  const rows = await select<{ generation: number; state: GenerationState; positions: string }>(
    client,
    `SELECT generation, argMax(g.state, g.changed_at) AS state, argMax(g.positions, g.changed_at) AS positions
FROM ${db}.generations AS g GROUP BY generation ORDER BY generation`,
  );
  return rows.map((row) => ({ ...row, positions: JSON.parse(row.positions) as Positions }));
}

/** @throws when there is none: the migration has not run. */
export async function currentGeneration(client: ClickHouseClient, db: string): Promise<Generation> {
  const current = (await generations(client, db)).findLast((one) => one.state === 'current');
  if (!current) throw new Error(`no current generation in ${db}: run projections/clickhouse/migrate/main.ts`);
  return current;
}

/** Which tables the sink writes: those that it fills after an update, else the current ones. */
export async function writtenGeneration(client: ClickHouseClient, db: string): Promise<Generation> {
  const filling = (await generations(client, db)).findLast((one) => one.state === 'filling');
  return filling ?? currentGeneration(client, db);
}

/** @param at epoch ms; later entries of a generation win. */
export async function recordGeneration(
  client: ClickHouseClient,
  db: string,
  entry: Generation,
  at: number,
): Promise<void> {
  await client.insert({
    table: `${db}.generations`,
    format: 'JSONEachRow',
    values: [{ ...entry, positions: JSON.stringify(entry.positions), changed_at: at }],
    clickhouse_settings: { async_insert: 0, wait_end_of_query: 1 },
  });
}
