/** The why-trail of one engagement: one query over `trail`, in the order of cause. */
import { select, type ClickHouseClient } from '../clickhouse/client.ts';
import type { ReplySummary, Scope, WhyStep } from './types.ts';

interface TrailRow {
  readonly at: number;
  readonly hop: string;
  readonly title: string;
  readonly event_type: string;
  readonly event_id: string;
  readonly causation_id: string;
  readonly actor: string;
  readonly detail: string;
}

/** Steps shown at most; a conversation that goes on for ever does not fill a page. */
const STEPS = 500;

/**
 * Everything with this correlation, and the delivery from the network that caused the first of it (a
 * delivery may carry several engagements, so it has an id of its own).
 */
export const TRAIL_SQL = (db: string): string => `WITH of_it AS (
  SELECT recorded_at, hop, title, event_type, event_id, causation_id, actor, detail
  FROM ${db}.v_trail
  WHERE tenant_id = {tenant:String} AND workspace_id = {workspace:String} AND correlation_id = {id:String}
  ORDER BY recorded_at
  LIMIT {limit:UInt32}
), cause AS (
  SELECT recorded_at, hop, title, event_type, event_id, causation_id, actor, detail
  FROM ${db}.v_trail
  WHERE event_id IN (SELECT causation_id FROM of_it WHERE event_type = 'EngagementReceived')
    AND event_type = 'InboundReceived' AND correlation_id != {id:String}
  LIMIT 10
)
SELECT toUnixTimestamp64Milli(recorded_at) AS at, hop, title, event_type, event_id, causation_id, actor, detail
FROM (SELECT * FROM cause UNION ALL SELECT * FROM of_it)
ORDER BY recorded_at, event_id`;

export async function readTrail(
  client: ClickHouseClient,
  db: string,
  scope: Scope,
  engagementId: string,
): Promise<readonly WhyStep[]> {
  const rows = await select<TrailRow>(client, TRAIL_SQL(db), {
    tenant: scope.tenantId,
    workspace: scope.workspaceId,
    id: engagementId,
    limit: STEPS,
  });
  return stepsOf(rows);
}

/** What the newest safety check of this version of the draft found; the hop's detail is ours, see trail/hops.ts. */
export function issuesOf(trail: readonly WhyStep[], draftVersion: number): ReplySummary['issues'] {
  const checked = trail.findLast(
    ({ hop, detail }) =>
      hop === 'checked' && (detail as { readonly draftVersion?: number }).draftVersion === draftVersion,
  );
  const { issues = [] }: { readonly issues?: ReplySummary['issues'] } = checked?.detail ?? {};
  return issues;
}

/** In order of time; within one millisecond a cause stands before its effect. */
export function stepsOf(rows: readonly TrailRow[]): readonly WhyStep[] {
  const byId = new Map(rows.map((row) => [row.event_id, row]));
  const depths = new Map<string, number>();
  const depth = (row: TrailRow): number => {
    const known = depths.get(row.event_id);
    if (known !== undefined) return known;
    depths.set(row.event_id, 0); // a loop of causes cannot happen, and would end here
    const cause = byId.get(row.causation_id);
    const found = cause ? depth(cause) + 1 : 0;
    depths.set(row.event_id, found);
    return found;
  };
  const ordered = [...rows].sort((a, b) => a.at - b.at || depth(a) - depth(b));
  const start = ordered[0]?.at ?? 0;
  return ordered.map((row) => ({
    at: new Date(row.at).toISOString(),
    hop: row.hop,
    title: row.title,
    eventType: row.event_type,
    eventId: row.event_id,
    causationId: row.causation_id === '' ? null : row.causation_id,
    actor: row.actor,
    latencyMs: row.at - start,
    detail: JSON.parse(row.detail) as object,
  }));
}
