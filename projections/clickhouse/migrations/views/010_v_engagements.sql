-- One row an engagement: what was said, what it is, how it feels.
CREATE OR REPLACE VIEW {db}.v_engagements
(
  tenant_id LowCardinality(String) COMMENT 'Agency.',
  workspace_id String COMMENT 'Client or brand of the agency.',
  engagement_id String COMMENT 'The engagement.',
  created_at DateTime64(3, 'UTC') COMMENT 'When the author wrote it, by the network.',
  received_at DateTime64(3, 'UTC') COMMENT 'When it was received.',
  network String COMMENT 'Network slug, e.g. x.',
  account_id String COMMENT 'Social account that was addressed: network:native id.',
  conversation_id String COMMENT 'Thread that it belongs to.',
  native_id String COMMENT 'The network\'s id of the message.',
  native_parent_id Nullable(String) COMMENT 'The network\'s id of the message it answers.',
  form String COMMENT 'comment, mention, reply, message, reaction or review.',
  author_native_id String COMMENT 'The network\'s id of the author. Personal data.',
  author_handle String COMMENT 'Handle without @. Personal data.',
  author_name String COMMENT 'Name as the network shows it. Personal data.',
  author_followers Nullable(UInt64) COMMENT 'Followers at the time, if the network said so.',
  text String COMMENT 'What was said, markup removed. Personal data, text from outside.',
  network_language Nullable(String) COMMENT 'The network\'s own guess of the language.',
  url Nullable(String) COMMENT 'Where a person can read it.',
  summoned Bool COMMENT 'The author named or quoted the account, so a reply is invited.',
  visibility String COMMENT 'public or direct.',
  classified_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was classified; null until then.',
  kind Nullable(String) COMMENT 'Most probable kind. A person\'s correction comes first.',
  urgency Nullable(String) COMMENT 'low, normal or high. A person\'s correction comes first.',
  urgency_score Nullable(Float64) COMMENT '0 to 1.',
  spam Nullable(Bool) COMMENT 'Whether it is spam. A person\'s correction comes first.',
  spam_score Nullable(Float64) COMMENT '0 to 1.',
  language Nullable(String) COMMENT 'Language found by the classifier. A person\'s correction comes first.',
  classifier_version Nullable(String) COMMENT 'Which model classified.',
  entity_counts Map(String, Int64) COMMENT 'Kind to how many the text names (url, mention, hashtag, phone, product …).',
  hashtags Array(String) COMMENT 'Hashtags without #, lower case.',
  catalogue_items Array(String) COMMENT 'Products, brands and competitors of the workspace\'s catalogue, as kind:id.',
  analyzed_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When its sentiment was read; null until then.',
  sentiment Nullable(String) COMMENT 'negative, neutral or positive. A person\'s correction comes first.',
  sentiment_score Nullable(Float64) COMMENT 'P(positive) - P(negative), -1 to 1. The transformer\'s where it looked.',
  sentiment_confidence Nullable(Float64) COMMENT '0 to 1. The transformer\'s where it looked.',
  sentiment_version Nullable(String) COMMENT 'Which model read the sentiment. The transformer\'s where it looked.',
  model_kind Nullable(String) COMMENT 'What the model said: most probable kind.',
  model_urgency Nullable(String) COMMENT 'What the model said: low, normal or high.',
  model_spam Nullable(Bool) COMMENT 'What the model said: whether it is spam.',
  model_language Nullable(String) COMMENT 'What the model said: language found by the classifier.',
  model_sentiment Nullable(String) COMMENT 'What the model said: negative, neutral or positive.',
  light_sentiment Nullable(String) COMMENT 'What the light tier said: negative, neutral or positive.',
  refined_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the transformer tier looked at it again; null where it did not.',
  corrected Array(String) COMMENT 'Labels that a person corrected: sentiment, kind, urgency, spam, language.',
  emotion Nullable(String) COMMENT 'anger, joy, optimism or sadness.',
  irony Nullable(Float64) COMMENT 'Probability of irony.',
  offensive Nullable(Float64) COMMENT 'Probability that it offends.',
  hate Nullable(Float64) COMMENT 'Probability of hate: for review by people, never acted on.',
  toxic Nullable(Float64) COMMENT 'Probability that it is toxic.',
  tone_version Nullable(String) COMMENT 'Which weights read the tone.'
)
AS SELECT
  e.tenant_id AS tenant_id,
  any(e.workspace_id) AS workspace_id,
  e.engagement_id AS engagement_id,
  e.created_at AS created_at,
  minIf(e.recorded_at, e.stage = 1) AS received_at,
  anyIf(e.network, e.stage = 1) AS network,
  anyIf(e.account_id, e.stage = 1) AS account_id,
  anyIf(e.conversation_id, e.stage = 1) AS conversation_id,
  anyIf(e.native_id, e.stage = 1) AS native_id,
  anyIf(e.native_parent_id, e.stage = 1) AS native_parent_id,
  anyIf(e.form, e.stage = 1) AS form,
  anyIf(e.author_native_id, e.stage = 1) AS author_native_id,
  anyIf(e.author_handle, e.stage = 1) AS author_handle,
  anyIf(e.author_name, e.stage = 1) AS author_name,
  anyIf(e.author_followers, e.stage = 1) AS author_followers,
  anyIf(e.text, e.stage = 1) AS text,
  anyIf(e.network_language, e.stage = 1) AS network_language,
  anyIf(e.url, e.stage = 1) AS url,
  anyIf(e.summoned, e.stage = 1) AS summoned,
  anyIf(e.visibility, e.stage = 1) AS visibility,
  if(countIf(e.stage = 2) = 0, NULL, minIf(e.recorded_at, e.stage = 2)) AS classified_at,
  ifNull(nullIf(any(p.labels)['kind'], ''), argMax(e.kind, e.recorded_at)) AS kind,
  ifNull(nullIf(any(p.labels)['urgency'], ''), argMax(e.urgency, e.recorded_at)) AS urgency,
  argMax(e.urgency_score, e.recorded_at) AS urgency_score,
  if(any(p.labels)['spam'] = '', argMax(e.spam, e.recorded_at), any(p.labels)['spam'] = 'yes') AS spam,
  argMax(e.spam_score, e.recorded_at) AS spam_score,
  ifNull(nullIf(any(p.labels)['language'], ''), argMax(e.language, e.recorded_at)) AS language,
  argMax(e.classifier_version, e.recorded_at) AS classifier_version,
  argMaxIf(e.entity_counts, e.recorded_at, e.stage = 2) AS entity_counts,
  argMaxIf(e.hashtags, e.recorded_at, e.stage = 2) AS hashtags,
  argMaxIf(e.catalogue_items, e.recorded_at, e.stage = 2) AS catalogue_items,
  if(countIf(e.stage = 3) = 0, NULL, minIf(e.recorded_at, e.stage = 3)) AS analyzed_at,
  ifNull(nullIf(any(p.labels)['sentiment'], ''), if(any(r.label) != '', any(r.label), argMax(e.sentiment, e.recorded_at))) AS sentiment,
  if(any(r.label) != '', any(r.score), argMax(e.sentiment_score, e.recorded_at)) AS sentiment_score,
  if(any(r.label) != '', any(r.confidence), argMax(e.sentiment_confidence, e.recorded_at)) AS sentiment_confidence,
  if(any(r.label) != '', any(r.version), argMax(e.sentiment_version, e.recorded_at)) AS sentiment_version,
  argMax(e.kind, e.recorded_at) AS model_kind,
  argMax(e.urgency, e.recorded_at) AS model_urgency,
  argMax(e.spam, e.recorded_at) AS model_spam,
  argMax(e.language, e.recorded_at) AS model_language,
  if(any(r.label) != '', any(r.label), argMax(e.sentiment, e.recorded_at)) AS model_sentiment,
  argMax(e.sentiment, e.recorded_at) AS light_sentiment,
  if(any(r.label) != '', any(r.at), NULL) AS refined_at,
  arraySort(mapKeys(any(p.labels))) AS corrected,
  argMax(e.emotion, e.recorded_at) AS emotion,
  argMax(e.irony, e.recorded_at) AS irony,
  argMax(e.offensive, e.recorded_at) AS offensive,
  argMax(e.hate, e.recorded_at) AS hate,
  argMax(e.toxic, e.recorded_at) AS toxic,
  argMax(e.tone_version, e.recorded_at) AS tone_version
FROM {gen}.engagements AS e
LEFT JOIN (
  SELECT tenant_id, engagement_id, CAST((groupArray(head), groupArray(label)), 'Map(String, String)') AS labels
  FROM (
    SELECT l.tenant_id AS tenant_id, l.engagement_id AS engagement_id, toString(l.head) AS head,
      toString(argMax(l.label, l.version)) AS label
    FROM {gen}.labels AS l
    GROUP BY tenant_id, engagement_id, head
    HAVING label != argMax(l.model_label, l.version)
  )
  GROUP BY tenant_id, engagement_id
) AS p ON p.tenant_id = e.tenant_id AND p.engagement_id = e.engagement_id
LEFT JOIN (
  SELECT s.tenant_id AS tenant_id, s.engagement_id AS engagement_id, toString(argMax(s.sentiment, s.recorded_at)) AS label,
    argMax(s.sentiment_score, s.recorded_at) AS score, argMax(s.sentiment_confidence, s.recorded_at) AS confidence,
    toString(argMax(s.sentiment_version, s.recorded_at)) AS version, max(s.recorded_at) AS at
  FROM {gen}.refinements AS s
  GROUP BY tenant_id, engagement_id
) AS r ON r.tenant_id = e.tenant_id AND r.engagement_id = e.engagement_id
GROUP BY e.tenant_id, e.created_at, e.engagement_id
HAVING countIf(e.stage = 1) > 0
COMMENT 'One row an engagement: what was said, what it is, how it feels.'
