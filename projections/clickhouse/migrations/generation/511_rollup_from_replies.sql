CREATE MATERIALIZED VIEW IF NOT EXISTS {gen}.rollup_from_replies TO {gen}.rollup_minutes
AS SELECT tenant_id, workspace_id, toStartOfMinute(recorded_at)::DateTime64(3, 'UTC') AS minute, 'reply' AS metric,
  if(event_type = 'ReplyCompleted', concat('ReplyCompleted:', ifNull(outcome, '')), toString(event_type)) AS label, toUInt64(count()) AS value
FROM {gen}.replies
GROUP BY tenant_id, workspace_id, minute, metric, label
