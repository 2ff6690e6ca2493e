-- Why did this happen? Every event about one engagement, in order.
CREATE OR REPLACE VIEW {db}.v_trail
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  correlation_id String COMMENT 'The engagement or content that the event is about; survives edits, approvals and attempts.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'When the event was written to the log.',
  occurred_at DateTime64(3, 'UTC') COMMENT 'The source\'s time.',
  hop LowCardinality(String) COMMENT 'Step of the way from webhook to post.',
  title String COMMENT 'What happened, in plain words.',
  event_type LowCardinality(String) COMMENT 'Name of the event or command.',
  actor LowCardinality(String) COMMENT 'Who did it: network:slug, processor:name, member:id, system.',
  detail String COMMENT 'JSON with the facts that explain it: models, scores, approver, ids.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  causation_id String COMMENT 'Event that caused it; empty for the first.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
  tenant_id,
  workspace_id,
  correlation_id,
  recorded_at,
  occurred_at,
  hop,
  title,
  event_type,
  actor,
  detail,
  event_id,
  causation_id,
  src_topic,
  src_partition,
  src_offset
FROM {gen}.trail FINAL
COMMENT 'Why did this happen? Every event about one engagement, in order.'
