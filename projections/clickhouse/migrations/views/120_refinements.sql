-- Which texts did the transformer tier look at, and did it say something else? (the current generation)
CREATE OR REPLACE VIEW {db}.refinements
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  engagement_id String COMMENT 'Engagement that was looked at again; the text is there.',
  conversation_id String COMMENT 'Thread that it belongs to.',
  because LowCardinality(String) COMMENT 'Why: urgent, wide_reach or low_confidence.',
  sentiment LowCardinality(String) COMMENT 'negative, neutral or positive, by the transformer.',
  sentiment_score Float64 COMMENT 'P(positive) - P(negative), -1 to 1.',
  sentiment_confidence Float64 COMMENT '0 to 1.',
  sentiment_probabilities Map(String, Float64) COMMENT 'Label to probability.',
  sentiment_version LowCardinality(String) COMMENT 'Name and version in the model’s manifest.',
  light_sentiment LowCardinality(String) COMMENT 'What the light tier had said.',
  light_confidence Float64 COMMENT 'How sure the light tier was, 0 to 1.',
  light_version LowCardinality(String) COMMENT 'Model of the light tier.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'When the event was written to the log.',
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
  tenant_id,
  workspace_id,
  event_id,
  engagement_id,
  conversation_id,
  because,
  sentiment,
  sentiment_score,
  sentiment_confidence,
  sentiment_probabilities,
  sentiment_version,
  light_sentiment,
  light_confidence,
  light_version,
  recorded_at,
  src_topic,
  src_partition,
  src_offset
FROM {gen}.refinements FINAL
COMMENT 'Which texts did the transformer tier look at, and did it say something else? (the current generation)'
