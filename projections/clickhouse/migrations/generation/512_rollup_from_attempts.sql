CREATE MATERIALIZED VIEW IF NOT EXISTS {gen}.rollup_from_attempts TO {gen}.rollup_minutes
AS SELECT tenant_id, workspace_id, toStartOfMinute(recorded_at)::DateTime64(3, 'UTC') AS minute, 'action' AS metric, toString(event_type) AS label, toUInt64(count()) AS value
FROM {gen}.attempts
GROUP BY tenant_id, workspace_id, minute, metric, label
