-- Why did this happen? Every event about one engagement, in order.
-- Sorted for: the whole why-trail of one engagement: tenant and correlation given, by time.
-- Retention: what public authors wrote is kept for two years' comparison, then goes.
CREATE TABLE IF NOT EXISTS {gen}.trail
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
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.',
  INDEX by_event event_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, correlation_id, recorded_at, event_id)
TTL toDateTime(recorded_at) + INTERVAL 25 MONTH
SETTINGS non_replicated_deduplication_window = 20000
COMMENT 'Why did this happen? Every event about one engagement, in order.'
