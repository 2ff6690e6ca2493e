-- Which generation of tables is current, and up to where a rebuild had filled it.
CREATE TABLE IF NOT EXISTS {db}.generations
(
  generation UInt32 COMMENT 'Number of the generation; its tables are in the database with this suffix.',
  state LowCardinality(String) COMMENT 'current, building or retired.',
  changed_at DateTime64(3, 'UTC') COMMENT 'When the state changed; the newest row of a generation counts.',
  positions String COMMENT 'JSON: topic and partition to the next offset, where the sink begins.'
)
ENGINE = MergeTree
ORDER BY (generation, changed_at)
COMMENT 'Generations of the event tables; see projections/rebuild.'
