-- What was allowed, sent and posted on the networks, and what came back?
-- Sorted for: what one account did in a period (limits, posting reports, audits).
-- Retention: what public authors wrote is kept for two years' comparison, then goes.
CREATE TABLE IF NOT EXISTS {gen}.attempts
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  action_id String COMMENT 'What was to be done; the same for all its attempts.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'When the event was written to the log.',
  event_type LowCardinality(String) COMMENT 'Name of the event: waiting, granted, started, published, …',
  account_id LowCardinality(String) COMMENT 'Social account that acts.',
  network LowCardinality(String) COMMENT 'Network slug.',
  action_kind LowCardinality(String) COMMENT 'What is done: reply.',
  engagement_id String COMMENT 'Engagement that it answers.',
  conversation_id String COMMENT 'Conversation of it.',
  content_hash String COMMENT 'Hash of exactly the content that may be posted.',
  text String COMMENT 'What is posted. May repeat personal data.',
  attempt_id Nullable(String) COMMENT 'One per grant; null before anything was sent.',
  grant_id Nullable(String) COMMENT 'The grant used.',
  attempt_number Nullable(UInt32) COMMENT '1 for the first grant.',
  code LowCardinality(Nullable(String)) COMMENT 'Reason code of waiting, refused, failed, unconfirmed, cancelled.',
  message Nullable(String) COMMENT 'The reason in plain words.',
  retryable Nullable(Bool) COMMENT 'Whether a later try may succeed.',
  until Nullable(DateTime64(3, 'UTC')) COMMENT 'Waiting until, grant expiry, or not before.',
  network_post_id Nullable(String) COMMENT 'The network\'s id of the post.',
  rate_limit Nullable(UInt64) COMMENT 'Allowed in the network\'s window, from its headers.',
  rate_remaining Nullable(UInt64) COMMENT 'Left in that window.',
  rate_reset_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When that window starts anew.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.',
  INDEX by_action action_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant_id, account_id, recorded_at, event_id)
TTL toDateTime(recorded_at) + INTERVAL 25 MONTH
SETTINGS non_replicated_deduplication_window = 20000
COMMENT 'What was allowed, sent and posted on the networks, and what came back?'
