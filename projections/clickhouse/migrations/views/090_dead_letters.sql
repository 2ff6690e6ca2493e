-- Which records could not be processed, by whom, and why? (the current generation)
CREATE OR REPLACE VIEW {db}.dead_letters
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'When it was given up.',
  processor LowCardinality(String) COMMENT 'Who gave up; projections for a record that no table could take.',
  code LowCardinality(String) COMMENT 'Error code.',
  message String COMMENT 'What, where, what to do; no text from outside.',
  source_topic LowCardinality(String) COMMENT 'Topic of the record that was given up.',
  source_partition UInt16 COMMENT 'Partition of it.',
  source_offset UInt64 COMMENT 'Offset of it; its bytes are in log_archive.',
  source_bytes UInt64 COMMENT 'Size of its value.',
  attempts UInt32 COMMENT 'Tries made.',
  correlation_id String COMMENT 'What it was about, where known.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
  tenant_id,
  workspace_id,
  event_id,
  recorded_at,
  processor,
  code,
  message,
  source_topic,
  source_partition,
  source_offset,
  source_bytes,
  attempts,
  correlation_id,
  src_topic,
  src_partition,
  src_offset
FROM {gen}.dead_letters FINAL
COMMENT 'Which records could not be processed, by whom, and why? (the current generation)'
