-- How many of what in each minute? (the current generation)
CREATE OR REPLACE VIEW {db}.rollup_minutes
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  minute DateTime64(3, 'UTC') COMMENT 'Start of the minute in which the events were written.',
  metric LowCardinality(String) COMMENT 'What is counted: received, kind, urgency, spam, sentiment, reply, action.',
  label LowCardinality(String) COMMENT 'Value that is counted: a network, a kind, an event name.',
  value UInt64 COMMENT 'How many; add them up, rows may still be apart.'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
  r.tenant_id AS tenant_id,
  r.workspace_id AS workspace_id,
  r.minute AS minute,
  r.metric AS metric,
  r.label AS label,
  sum(r.value) AS value
FROM {gen}.rollup_minutes AS r
GROUP BY r.tenant_id, r.workspace_id, r.minute, r.metric, r.label
COMMENT 'How many of what in each minute? (the current generation)'
