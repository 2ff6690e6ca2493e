-- What did the processors count, minute by minute?
-- Sorted for: curves of a workspace over time; the newest version of each source is the last of its group.
CREATE TABLE IF NOT EXISTS {gen}.metric_rollups
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  minute DateTime64(3, 'UTC') COMMENT 'Start of the minute.',
  source LowCardinality(String) COMMENT 'Processor and partition that counted; with + and a time for what came long after.',
  counts Map(String, Int64) COMMENT 'Counter to its value in the minute so far; absolute, not a difference.',
  version UInt64 COMMENT 'The row with the highest version of a source and minute counts.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.'
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, workspace_id, minute, source, version, event_id)
SETTINGS non_replicated_deduplication_window = 20000
COMMENT 'What did the processors count, minute by minute?'
