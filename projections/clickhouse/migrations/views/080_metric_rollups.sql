-- What did the processors count, minute by minute? (the current generation)
CREATE OR REPLACE VIEW {db}.metric_rollups
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
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
  tenant_id,
  workspace_id,
  event_id,
  minute,
  source,
  counts,
  version,
  src_topic,
  src_partition,
  src_offset
FROM {gen}.metric_rollups FINAL
COMMENT 'What did the processors count, minute by minute? (the current generation)'
