/** Messages that people are asked to label whatever the model said: the sample of `topics/label-sample.ts`. */
import { select, type ClickHouseClient } from '../clickhouse/client.ts';
import { SAMPLE_SALT, SAMPLED_ONE_IN } from '../../topics/label-sample.ts';
import type { Head } from '../../topics/labels.ts';
import type { Scope } from './types.ts';

/** Older ones are not asked about: labels of today show how the model does today. */
const DAYS = 14;
const DAY_MS = 86_400_000;

/** The checksum of a column that holds the id of an engagement; in the sample where no remainder is left. */
export const SAMPLE_CHECKSUM = (column: string): string => `CRC32(concat('${SAMPLE_SALT}', ${column}))`;
export const IN_SAMPLE = (column: string): string => `${SAMPLE_CHECKSUM(column)} % ${SAMPLED_ONE_IN} = 0`;

/** What a person sees: nothing of what the model made of it, which they would only repeat. */
export interface SampledMessage {
  readonly engagementId: string;
  readonly text: string;
  readonly network: string;
  readonly createdAt: string;
}

export interface LabelSample {
  readonly items: readonly SampledMessage[];
  /** How many wait, these among them. */
  readonly waiting: number;
  /** How many have a label of this head already, of the same days. */
  readonly labelled: number;
}

const ASKED = (db: string): string => `asked AS (
  SELECT engagement_id, any(text) AS body, any(e.network) AS channel, min(created_at) AS written
  FROM ${db}.engagements AS e
  WHERE tenant_id = {tenant:String} AND workspace_id = {workspace:String} AND stage = 1 AND text != ''
    AND created_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ${IN_SAMPLE('engagement_id')}
  GROUP BY engagement_id
)`;
const LABELLED = (db: string): string => `(
  SELECT engagement_id FROM ${db}.labels
  WHERE tenant_id = {tenant:String} AND workspace_id = {workspace:String} AND head = {head:String} AND unselected
)`;

/** Lowest checksum first, so that those who stop early have labelled a sample as well. */
export const SAMPLE_SQL = (db: string): string => `WITH ${ASKED(db)}
SELECT engagement_id AS engagementId, body AS text, channel AS network,
  formatDateTime(written, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS createdAt
FROM asked
WHERE engagement_id NOT IN ${LABELLED(db)}
ORDER BY ${SAMPLE_CHECKSUM('engagement_id')}, engagement_id
LIMIT {limit:UInt32}`;

export const SAMPLE_COUNT_SQL = (db: string): string => `WITH ${ASKED(db)}
SELECT toUInt32(countIf(known)) AS labelled, toUInt32(countIf(NOT known)) AS waiting
FROM (SELECT engagement_id IN ${LABELLED(db)} AS known FROM asked)`;

export async function labelSample(
  client: ClickHouseClient,
  db: string,
  scope: Scope,
  head: Head,
  limit: number,
  now: number,
): Promise<LabelSample> {
  const { tenantId: tenant, workspaceId: workspace } = scope;
  const of = { tenant, workspace, head, from: now - DAYS * DAY_MS };
  const [items, counts] = await Promise.all([
    select<SampledMessage>(client, SAMPLE_SQL(db), { ...of, limit }),
    select<Pick<LabelSample, 'waiting' | 'labelled'>>(client, SAMPLE_COUNT_SQL(db), of),
  ]);
  return { items, ...(counts[0] ?? { waiting: 0, labelled: 0 }) };
}
