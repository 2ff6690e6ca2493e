-- Which labels did people give? The newest row of an engagement and head counts. (the current generation)
CREATE OR REPLACE VIEW {db}.labels
(
  tenant_id LowCardinality(String) COMMENT 'Agency that the row belongs to.',
  workspace_id LowCardinality(String) COMMENT 'Client or brand of the agency.',
  event_id String COMMENT 'Id of the event; the same event never has two.',
  engagement_id String COMMENT 'Engagement whose label it is; the text is there.',
  conversation_id String COMMENT 'Thread that it belongs to.',
  head LowCardinality(String) COMMENT 'sentiment, kind, urgency, spam, language, emotion, irony, offensive, hate or toxic.',
  label LowCardinality(String) COMMENT 'The right label, by a person.',
  previous_label LowCardinality(String) COMMENT 'Label in force before.',
  model_label LowCardinality(String) COMMENT 'The model\'s own label; the same as label when a correction was taken back.',
  model_version LowCardinality(String) COMMENT 'Model that chose it.',
  unselected Bool COMMENT 'Asked for by chance, and given without seeing what the model said; it may agree with it.',
  corrected_by LowCardinality(String) COMMENT 'Who corrected it: member:id.',
  version UInt64 COMMENT 'Counts the corrections of the engagement.',
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
  head,
  label,
  previous_label,
  model_label,
  model_version,
  unselected,
  corrected_by,
  version,
  recorded_at,
  src_topic,
  src_partition,
  src_offset
FROM {gen}.labels FINAL
COMMENT 'Which labels did people give? The newest row of an engagement and head counts. (the current generation)'
