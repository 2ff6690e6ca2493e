/**
 * Puts the labels of a run beside what the installation said: table `gold_labels` in ClickHouse, joined to
 * `v_engagements` by the network's own id. Labels come from the load journal, so only messages that were
 * really sent have one, and no processor can see them.
 */
import { createClient } from '@clickhouse/client';
import type { Config } from '../../service/config.ts';
import { clickHouseConnection } from '../../service/store-connections.ts';
import { readJournal } from '../networks/journal.ts';

export interface GoldLabel {
  readonly run_id: string;
  readonly account_id: string;
  readonly native_id: string;
  /** Which label, for example sentiment. */
  readonly name: string;
  readonly value: string;
}

const CREATE = `
  CREATE TABLE IF NOT EXISTS gold_labels (
    run_id String COMMENT 'Run of the load driver that sent the message.',
    account_id LowCardinality(String) COMMENT 'Social account that was addressed: network:native id.',
    native_id String COMMENT 'The network''s id of the message.',
    name LowCardinality(String) COMMENT 'Which label.',
    value LowCardinality(String) COMMENT 'What the data set says.'
  )
  ENGINE = ReplacingMergeTree
  -- Serves the join with v_engagements, which knows the account and the native id.
  ORDER BY (name, account_id, native_id)`;
const REQUEST_MS = 30_000;

/** Labels in a load journal, one per message and label name; copies of a webhook count once. */
export async function goldLabels(journal: string, runId: string): Promise<readonly GoldLabel[]> {
  const labels = new Map<string, GoldLabel>();
  for await (const line of readJournal(journal)) {
    const { type, gold, network, accountId, nativeId, statusId } = line;
    const id = statusId ?? nativeId;
    if (type !== 'sent' || typeof gold !== 'object' || gold === null || typeof id !== 'string') continue;
    for (const [name, value] of Object.entries(gold)) {
      if (typeof value !== 'string') continue;
      const account = `${String(network)}:${String(accountId)}`;
      labels.set(`${account}|${id}|${name}`, {
        run_id: runId,
        account_id: account,
        native_id: id,
        name,
        value,
      });
    }
  }
  return [...labels.values()];
}

/** Creates the table where it is missing and inserts the labels; sending them again changes nothing. */
export async function storeGoldLabels(
  config: Pick<Config, 'clickhouse'>,
  labels: readonly GoldLabel[],
): Promise<void> {
  const client = createClient({
    ...clickHouseConnection(config.clickhouse),
    database: config.clickhouse.database,
    request_timeout: REQUEST_MS,
    application: 'signalpost-simulate',
  });
  try {
    await client.command({ query: CREATE });
    await client.insert({
      table: 'gold_labels',
      values: [...labels],
      format: 'JSONEachRow',
      clickhouse_settings: { async_insert: 0 },
    });
  } finally {
    await client.close();
  }
}
