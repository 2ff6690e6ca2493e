/** Tables as the first version made them, for tests of updates: never changed again. */
export const FIRST_ENGAGEMENTS = String.raw`CREATE TABLE IF NOT EXISTS {gen}.engagements
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  engagement_id String COMMENT 'The engagement.',
  created_at DateTime64(3, 'UTC') COMMENT 'When the author wrote it, by the network.',
  stage UInt8 COMMENT 'Which facts the row carries: 1 received, 2 classified, 3 analyzed.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'When the event was written to the log.',
  network LowCardinality(String) COMMENT 'Network slug, e.g. x.',
  account_id LowCardinality(String) COMMENT 'Social account that was addressed: network:native id.',
  conversation_id String COMMENT 'Thread that it belongs to.',
  native_id String COMMENT 'The network\'s id of the message.',
  native_parent_id Nullable(String) COMMENT 'The network\'s id of the message it answers.',
  form LowCardinality(String) COMMENT 'comment, mention, reply, message, reaction or review.',
  author_native_id String COMMENT 'The network\'s id of the author. Personal data. Stage 1.',
  author_handle String COMMENT 'Handle without @. Personal data. Stage 1.',
  author_name String COMMENT 'Name as the network shows it. Personal data. Stage 1.',
  author_followers Nullable(UInt64) COMMENT 'Followers at the time, if the network said so. Stage 1.',
  text String COMMENT 'What was said, markup removed. Personal data, text from outside. Stage 1.',
  network_language Nullable(String) COMMENT 'The network\'s own guess of the language. Stage 1.',
  url Nullable(String) COMMENT 'Where a person can read it. Stage 1.',
  summoned Bool COMMENT 'The author named or quoted the account, so a reply is invited.',
  visibility LowCardinality(String) COMMENT 'public or direct.',
  kind LowCardinality(Nullable(String)) COMMENT 'Most probable kind. Stage 2.',
  kind_probabilities Map(String, Float64) COMMENT 'Kind to probability. Stage 2.',
  urgency LowCardinality(Nullable(String)) COMMENT 'low, normal or high. Stage 2.',
  urgency_score Nullable(Float64) COMMENT '0 to 1. Stage 2.',
  spam Nullable(Bool) COMMENT 'Whether it is spam. Stage 2.',
  spam_score Nullable(Float64) COMMENT '0 to 1. Stage 2.',
  language LowCardinality(Nullable(String)) COMMENT 'Language found by the classifier. Stage 2.',
  classifier_version LowCardinality(Nullable(String)) COMMENT 'Which model classified. Stage 2.',
  sentiment LowCardinality(Nullable(String)) COMMENT 'negative, neutral or positive. Stage 3.',
  sentiment_score Nullable(Float64) COMMENT 'P(positive) - P(negative), -1 to 1. Stage 3.',
  sentiment_confidence Nullable(Float64) COMMENT '0 to 1. Stage 3.',
  sentiment_probabilities Map(String, Float64) COMMENT 'Label to probability. Stage 3.',
  sentiment_version LowCardinality(Nullable(String)) COMMENT 'Which model read the sentiment. Stage 3.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.',
  INDEX by_engagement engagement_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_conversation conversation_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(created_at)
ORDER BY (tenant_id, created_at, engagement_id, event_id)
TTL toDateTime(recorded_at) + INTERVAL 25 MONTH
SETTINGS non_replicated_deduplication_window = 20000
COMMENT 'What did people say to us, what is it, and how does it feel?'`;
