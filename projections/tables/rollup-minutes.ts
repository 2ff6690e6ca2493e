import type { Columns } from '../clickhouse/columns.ts';

/**
 * Sums per minute, kept by materialised views while the sink inserts: integers only, so that the order of
 * adding cannot change them. A block that is inserted again with its token adds nothing.
 */
export const ROLLUP_COLUMNS = {
  tenant_id: { type: 'LowCardinality(String)', comment: 'Agency that the row belongs to.' },
  workspace_id: { type: 'LowCardinality(String)', comment: 'Client or brand of the agency.' },
  minute: { type: "DateTime64(3, 'UTC')", comment: 'Start of the minute in which the events were written.' },
  metric: {
    type: 'LowCardinality(String)',
    comment: 'What is counted: received, kind, urgency, spam, sentiment, reply, action.',
  },
  label: {
    type: 'LowCardinality(String)',
    comment: 'Value that is counted: a network, a kind, an event name.',
  },
  value: { type: 'UInt64', comment: 'How many; add them up, rows may still be apart.' },
} as const satisfies Columns;

export const ROLLUP_TABLE = 'rollup_minutes';

const minute = "toStartOfMinute(recorded_at)::DateTime64(3, 'UTC')";

/** Name of the view, and its SELECT over the source table in `{gen}`. */
export const ROLLUP_VIEWS = {
  rollup_from_engagements: `SELECT tenant_id, workspace_id, ${minute} AS minute, pair.1 AS metric, pair.2 AS label, toUInt64(count()) AS value
FROM {gen}.engagements
ARRAY JOIN multiIf(
  stage = 1, [('received', toString(network))],
  stage = 2, [('kind', toString(ifNull(kind, ''))), ('urgency', toString(ifNull(urgency, ''))), ('spam', if(ifNull(spam, false), 'yes', 'no'))],
  [('sentiment', toString(ifNull(sentiment, '')))]
) AS pair
GROUP BY tenant_id, workspace_id, minute, metric, label`,
  rollup_from_replies: `SELECT tenant_id, workspace_id, ${minute} AS minute, 'reply' AS metric,
  if(event_type = 'ReplyCompleted', concat('ReplyCompleted:', ifNull(outcome, '')), toString(event_type)) AS label, toUInt64(count()) AS value
FROM {gen}.replies
GROUP BY tenant_id, workspace_id, minute, metric, label`,
  rollup_from_attempts: `SELECT tenant_id, workspace_id, ${minute} AS minute, 'action' AS metric, toString(event_type) AS label, toUInt64(count()) AS value
FROM {gen}.attempts
GROUP BY tenant_id, workspace_id, minute, metric, label`,
} as const;
