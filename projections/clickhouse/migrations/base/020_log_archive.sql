-- What exactly was in the log, also after its retention?
-- Sorted for: reading one partition again in order, from any offset (rebuild, replay of dead letters).
-- Retention: streams with public authors' text go after two years and a month; domain events are kept for ever.
CREATE TABLE IF NOT EXISTS {db}.log_archive
(
  src_topic LowCardinality(String) COMMENT 'Topic of the record that this row was made from.',
  src_partition UInt16 COMMENT 'Partition of that record.',
  src_offset UInt64 COMMENT 'Offset of that record; with topic and partition it names it for ever.',
  recorded_at DateTime64(3, 'UTC') COMMENT 'The record\'s timestamp in the log.',
  has_key Bool COMMENT 'Whether the record has a key.',
  key String COMMENT 'Key bytes.',
  has_value Bool COMMENT 'Whether the record has a value; without one it is a tombstone.',
  value String COMMENT 'Value bytes, unchanged: Confluent wire format. May hold personal data.',
  headers Map(String, String) COMMENT 'Record headers; never credentials.'
)
ENGINE = ReplacingMergeTree
PARTITION BY src_topic
ORDER BY (src_topic, src_partition, src_offset)
TTL toDateTime(recorded_at) + INTERVAL 25 MONTH DELETE WHERE src_topic IN ('inbound.raw', 'inbound.cursors', 'engagement.received', 'engagement.classified', 'engagement.analyzed', 'reply.drafted', 'safety.checked', 'reply.commands', 'reply.outcomes', 'action.commands', 'workspace.commands', 'command.results', 'metric.rollups')
SETTINGS non_replicated_deduplication_window = 20000
COMMENT 'What exactly was in the log, also after its retention?'
