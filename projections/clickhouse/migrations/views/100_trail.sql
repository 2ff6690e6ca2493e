-- Why did this happen? Every event about one engagement, in order. (the current generation)
CREATE OR REPLACE VIEW {db}.trail
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  correlation_id String COMMENT 'The engagement or content that the event is about; survives edits, approvals and attempts.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'When the event was written to the log.',
  occurred_at DateTime64(3, 'UTC') COMMENT 'The source\'s time.',
  event_type LowCardinality(String) COMMENT 'Name of the event or command.',
  hop LowCardinality(String) COMMENT 'Step of the way from webhook to post.',
  title String COMMENT 'What happened, in plain words.',
  detail String COMMENT 'JSON with the facts that explain it: models, scores, approver, ids.',
  actor LowCardinality(String) COMMENT 'Who did it: network:slug, processor:name, member:id, system.',
  causation_id String COMMENT 'Event that caused it; empty for the first.',
  stream_id String COMMENT 'Stream of the event: conversation, account, workspace.',
  stream_version Nullable(UInt64) COMMENT 'Position in the stream, from deciders.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
  tenant_id,
  workspace_id,
  event_id,
  correlation_id,
  recorded_at,
  occurred_at,
  event_type,
  hop,
  title,
  detail,
  actor,
  causation_id,
  stream_id,
  stream_version,
  src_topic,
  src_partition,
  src_offset
FROM {gen}.trail FINAL
COMMENT 'Why did this happen? Every event about one engagement, in order. (the current generation)'
