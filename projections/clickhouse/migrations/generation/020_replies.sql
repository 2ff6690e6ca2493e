-- What was drafted, judged, decided and answered, step by step?
-- Sorted for: the life of one engagement's reply, by time.
-- Retention: what public authors wrote is kept for two years' comparison, then goes.
CREATE TABLE IF NOT EXISTS {gen}.replies
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  engagement_id String COMMENT 'Engagement that is answered.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'When the event was written to the log.',
  event_type LowCardinality(String) COMMENT 'Name of the event.',
  conversation_id String COMMENT 'Conversation of the engagement.',
  network LowCardinality(String) COMMENT 'Network slug; empty where the event does not say.',
  draft_id String COMMENT 'The draft; empty when none was written.',
  draft_version UInt32 COMMENT '1 for the first text, higher after each edit; 0 without a draft.',
  text Nullable(String) COMMENT 'Text of the reply in this event. May repeat personal data.',
  tone LowCardinality(Nullable(String)) COMMENT 'Tone asked for.',
  template_id LowCardinality(Nullable(String)) COMMENT 'Approved template used.',
  content_hash Nullable(String) COMMENT 'Hash of exactly this content.',
  model_version LowCardinality(Nullable(String)) COMMENT 'Who wrote the draft, or who judged it.',
  decision LowCardinality(Nullable(String)) COMMENT 'pass or hold, from the safety gate.',
  flagged Nullable(Bool) COMMENT 'A threshold was crossed; such text is never published.',
  scores Map(String, Float64) COMMENT 'Safety layer to score.',
  policy_version LowCardinality(Nullable(String)) COMMENT 'Workspace policy in force.',
  reasons Array(String) COMMENT 'Reason codes: why held, declined, rejected, withdrawn or not posted.',
  approval_mode LowCardinality(Nullable(String)) COMMENT 'auto (by policy) or person.',
  decided_by LowCardinality(Nullable(String)) COMMENT 'Approver, editor or who rejected.',
  outcome LowCardinality(Nullable(String)) COMMENT 'How it ended: posted, failed, refused, cancelled, unresolved.',
  network_post_id Nullable(String) COMMENT 'The network\'s id of the posted reply.',
  action_id Nullable(String) COMMENT 'Action that posts it.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.'
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, engagement_id, recorded_at, event_id)
TTL toDateTime(recorded_at) + INTERVAL 25 MONTH
SETTINGS non_replicated_deduplication_window = 20000
COMMENT 'What was drafted, judged, decided and answered, step by step?'
