/** Texts with the labels that people gave them: what a head is trained with again. */
import { select, type ClickHouseClient } from '../clickhouse/client.ts';
import type { Head } from '../../topics/labels.ts';
import { IN_SAMPLE } from './label-sample.ts';
import type { Scope } from './types.ts';

export interface LabelledExample {
  readonly engagementId: string;
  readonly text: string;
  readonly label: string;
}

const PAGE = 1_000;

/**
 * `corrections`: what people changed, to train with; of the messages that chance picks none, lest somebody trains with
 * them. `unselected`: of those messages, what people said when they were asked, right or wrong.
 */
export type LabelledSet = 'corrections' | 'unselected';

/**
 * The newest label of each engagement, in the order of their ids; a correction that was taken back is none. What has
 * no text any more (erased, or too old) is left out.
 */
export const LABELLED_SQL = (db: string, set: LabelledSet): string => `WITH page AS (
  SELECT engagement_id, argMax(l.label, l.version) AS chosen, argMax(l.model_label, l.version) AS said
  FROM ${db}.labels AS l
  WHERE tenant_id = {tenant:String} AND workspace_id = {workspace:String} AND head = {head:String}
    AND engagement_id > {after:String} AND ${set === 'unselected' ? '' : 'NOT '}(${IN_SAMPLE('engagement_id')})
  GROUP BY engagement_id
  HAVING ${set === 'unselected' ? 'countIf(l.unselected) > 0' : 'chosen != said'}
  ORDER BY engagement_id
  LIMIT {limit:UInt32}
)
SELECT page.engagement_id AS engagementId, page.chosen AS label, t.body AS text
FROM page
LEFT JOIN (
  SELECT engagement_id, any(e.text) AS body
  FROM ${db}.engagements AS e
  WHERE tenant_id = {tenant:String} AND workspace_id = {workspace:String} AND stage = 1
    AND engagement_id IN (SELECT engagement_id FROM page)
  GROUP BY engagement_id
) AS t ON t.engagement_id = page.engagement_id
ORDER BY engagementId`;

/** Pages of at most 1,000 examples. */
export async function* labelledExamples(
  client: ClickHouseClient,
  db: string,
  scope: Scope,
  head: Head,
  set: LabelledSet = 'corrections',
): AsyncGenerator<readonly LabelledExample[]> {
  for (let after = ''; ;) {
    const rows = await select<LabelledExample>(client, LABELLED_SQL(db, set), {
      tenant: scope.tenantId,
      workspace: scope.workspaceId,
      head,
      after,
      limit: PAGE,
    });
    yield rows.filter(({ text }) => text !== '');
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last.engagementId;
  }
}
