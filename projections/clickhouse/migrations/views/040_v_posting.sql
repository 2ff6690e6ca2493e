-- One row an action on a network: waits, grants, attempts, outcome.
CREATE OR REPLACE VIEW {db}.v_posting
(
  tenant_id LowCardinality(String) COMMENT 'Agency.',
  workspace_id String COMMENT 'Client or brand of the agency.',
  account_id LowCardinality(String) COMMENT 'Social account that acts.',
  network String COMMENT 'Network slug.',
  action_id String COMMENT 'The action.',
  engagement_id String COMMENT 'Engagement that it answers.',
  content_hash String COMMENT 'Hash of exactly the content.',
  text String COMMENT 'What is posted.',
  waits UInt32 COMMENT 'Times that it had to wait.',
  wait_codes Array(String) COMMENT 'What it waited for.',
  grants UInt32 COMMENT 'Times that it was allowed.',
  attempts UInt32 COMMENT 'Times that it was sent.',
  published UInt32 COMMENT 'Times that the network took it; never above 1.',
  unconfirmed UInt32 COMMENT 'Times that the answer was lost.',
  last_event String COMMENT 'Newest step.',
  last_code Nullable(String) COMMENT 'Newest reason code.',
  network_post_id Nullable(String) COMMENT 'The network\'s id of the post.',
  first_waiting_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it first had to wait.',
  granted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was first allowed.',
  started_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was first sent.',
  published_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the network took it.'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT
  a.tenant_id AS tenant_id,
  any(a.workspace_id) AS workspace_id,
  a.account_id AS account_id,
  any(a.network) AS network,
  a.action_id AS action_id,
  any(a.engagement_id) AS engagement_id,
  any(a.content_hash) AS content_hash,
  any(a.text) AS text,
  toUInt32(uniqExactIf(a.event_id, a.event_type = 'ActionWaiting')) AS waits,
  groupUniqArrayIf(ifNull(a.code, ''), a.event_type = 'ActionWaiting') AS wait_codes,
  toUInt32(uniqExactIf(a.event_id, a.event_type = 'ActionGranted')) AS grants,
  toUInt32(uniqExactIf(a.event_id, a.event_type = 'AttemptStarted')) AS attempts,
  toUInt32(uniqExactIf(a.event_id, a.event_type = 'AttemptPublished')) AS published,
  toUInt32(uniqExactIf(a.event_id, a.event_type = 'AttemptUnconfirmed')) AS unconfirmed,
  argMax(a.event_type, (a.recorded_at, a.src_topic, a.src_offset)) AS last_event,
  argMax(a.code, (a.recorded_at, a.src_topic, a.src_offset)) AS last_code,
  any(a.network_post_id) AS network_post_id,
  if(countIf(a.event_type = 'ActionWaiting') = 0, NULL, minIf(a.recorded_at, a.event_type = 'ActionWaiting')) AS first_waiting_at,
  if(countIf(a.event_type = 'ActionGranted') = 0, NULL, minIf(a.recorded_at, a.event_type = 'ActionGranted')) AS granted_at,
  if(countIf(a.event_type = 'AttemptStarted') = 0, NULL, minIf(a.recorded_at, a.event_type = 'AttemptStarted')) AS started_at,
  if(countIf(a.event_type = 'AttemptPublished') = 0, NULL, minIf(a.recorded_at, a.event_type = 'AttemptPublished')) AS published_at
FROM {gen}.attempts AS a
GROUP BY a.tenant_id, a.account_id, a.action_id
COMMENT 'One row an action on a network: waits, grants, attempts, outcome.'
