CREATE MATERIALIZED VIEW IF NOT EXISTS {gen}.rollup_from_engagements TO {gen}.rollup_minutes
AS SELECT tenant_id, workspace_id, toStartOfMinute(recorded_at)::DateTime64(3, 'UTC') AS minute, pair.1 AS metric, pair.2 AS label, toUInt64(count()) AS value
FROM {gen}.engagements
ARRAY JOIN multiIf(
  stage = 1, [('received', toString(network))],
  stage = 2, [('kind', toString(ifNull(kind, ''))), ('urgency', toString(ifNull(urgency, ''))), ('spam', if(ifNull(spam, false), 'yes', 'no'))],
  [('sentiment', toString(ifNull(sentiment, '')))]
) AS pair
GROUP BY tenant_id, workspace_id, minute, metric, label
