-- How many of what in each minute? Sums of integers, kept by materialised views.
-- Sorted for: one metric of a workspace over a period.
CREATE TABLE IF NOT EXISTS {gen}.rollup_minutes
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  minute DateTime64(3, 'UTC') COMMENT 'Start of the minute in which the events were written.',
  metric LowCardinality(String) COMMENT 'What is counted: received, kind, urgency, spam, sentiment, reply, action.',
  label LowCardinality(String) COMMENT 'Value that is counted: a network, a kind, an event name.',
  value UInt64 COMMENT 'How many; add them up, rows may still be apart.'
)
ENGINE = SummingMergeTree(value)
ORDER BY (tenant_id, workspace_id, metric, minute, label)
SETTINGS non_replicated_deduplication_window = 20000
COMMENT 'How many of what in each minute?'
