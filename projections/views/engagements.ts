import type { View } from '../clickhouse/ddl.ts';
import { HEADS, TONE_FLAGS, type Head } from '../../topics/labels.ts';
import { engagements } from '../tables/engagements.ts';

const said = engagements.columns;
type Name = keyof typeof said;
const STRING = 'String';

/** Fact of the first row (received). */
const first = (name: Name, type: string = (said[name] as { type: string }).type) => ({
  sql: `anyIf(e.${name}, e.stage = 1)`,
  type,
  comment: (said[name] as { comment: string }).comment.replace(' Stage 1.', ''),
});
/** Fact of the newest row that has it; null until then. */
const newest = (name: Name, type: string) => ({
  sql: `argMax(e.${name}, e.recorded_at)`,
  type,
  comment: (said[name] as { comment: string }).comment.replace(/ Stage \d\./, ''),
});
/** Fact of the newest classification; empty until then. */
const named = (name: Name) => ({
  sql: `argMaxIf(e.${name}, e.recorded_at, e.stage = 2)`,
  type: (said[name] as { type: string }).type,
  comment: (said[name] as { comment: string }).comment.replace(/ Stage \d\./, ''),
});
/** Heads whose label is a column of its own. */
type NamedHead = Extract<Head, Name>;
/** What a person said it is, before the model's word. */
const inForce = (name: NamedHead, type: string) => ({
  sql: `ifNull(nullIf(any(p.labels)['${name}'], ''), argMax(e.${name}, e.recorded_at))`,
  type,
  comment: `${newest(name, type).comment} A person's correction comes first.`,
});
/** Yes or no of a head that answers with a probability; null where nobody read it or no threshold is known. */
const flagByModel = (name: (typeof TONE_FLAGS)[number]): string =>
  `if(mapContains(argMaxIf(e.tone_thresholds, e.recorded_at, e.stage = 3), '${name}'),
    if(argMax(e.${name}, e.recorded_at) >= argMaxIf(e.tone_thresholds, e.recorded_at, e.stage = 3)['${name}'], 'yes', 'no'), NULL)`;
const flagLabels = Object.fromEntries(
  TONE_FLAGS.flatMap((name) => [
    [
      `${name}_label`,
      {
        sql: `ifNull(nullIf(any(p.labels)['${name}'], ''), ${flagByModel(name)})`,
        type: 'Nullable(String)',
        comment: `yes or no: ${name} reaches its threshold. A person's correction comes first.`,
      },
    ],
    [
      `model_${name}_label`,
      {
        sql: flagByModel(name),
        type: 'Nullable(String)',
        comment: `What the model said: yes or no, ${name} reaches its threshold.`,
      },
    ],
  ]),
);
const byModel = (name: NamedHead, type: string) => ({
  ...newest(name, type),
  comment: `What the model said: ${lower(newest(name, type).comment)}`,
});
/** Of the second look where there was one, else the light tier's. */
const refined = (column: string, name: Name, type: string) => ({
  sql: `if(any(r.label) != '', any(r.${column}), argMax(e.${name}, e.recorded_at))`,
  type,
  comment: `${newest(name, type).comment} The transformer's where it looked.`,
});
const lower = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
const stage = (number: 1 | 2 | 3) => `minIf(e.recorded_at, e.stage = ${number})`;
const TIME = "DateTime64(3, 'UTC')";
const orNull = (number: 2 | 3) => ({
  sql: `if(countIf(e.stage = ${number}) = 0, NULL, ${stage(number)})`,
  type: `Nullable(${TIME})`,
});

/** One row an engagement. Filters on tenant_id, created_at and engagement_id reach the table's index. */
export const vEngagements: View = {
  name: 'v_engagements',
  question: 'One row an engagement: what was said, what it is, how it feels.',
  columns: {
    tenant_id: { sql: 'e.tenant_id', type: 'LowCardinality(String)', comment: 'Agency.' },
    workspace_id: { sql: 'any(e.workspace_id)', type: STRING, comment: 'Client or brand of the agency.' },
    engagement_id: { sql: 'e.engagement_id', type: STRING, comment: 'The engagement.' },
    created_at: { sql: 'e.created_at', type: TIME, comment: 'When the author wrote it, by the network.' },
    received_at: { sql: stage(1), type: TIME, comment: 'When it was received.' },
    network: first('network', STRING),
    account_id: first('account_id', STRING),
    conversation_id: first('conversation_id'),
    native_id: first('native_id'),
    native_parent_id: first('native_parent_id'),
    form: first('form', STRING),
    author_native_id: first('author_native_id'),
    author_handle: first('author_handle'),
    author_name: first('author_name'),
    author_followers: first('author_followers'),
    text: first('text'),
    network_language: first('network_language'),
    url: first('url'),
    summoned: first('summoned'),
    visibility: first('visibility', STRING),
    classified_at: { ...orNull(2), comment: 'When it was classified; null until then.' },
    kind: inForce('kind', 'Nullable(String)'),
    urgency: inForce('urgency', 'Nullable(String)'),
    urgency_score: newest('urgency_score', 'Nullable(Float64)'),
    spam: {
      ...inForce('spam', 'Nullable(Bool)'),
      sql: `if(any(p.labels)['spam'] = '', argMax(e.spam, e.recorded_at), any(p.labels)['spam'] = 'yes')`,
    },
    spam_score: newest('spam_score', 'Nullable(Float64)'),
    language: inForce('language', 'Nullable(String)'),
    classifier_version: newest('classifier_version', 'Nullable(String)'),
    entity_counts: named('entity_counts'),
    hashtags: named('hashtags'),
    catalogue_items: named('catalogue_items'),
    analyzed_at: { ...orNull(3), comment: 'When its sentiment was read; null until then.' },
    sentiment: {
      ...inForce('sentiment', 'Nullable(String)'),
      sql: `ifNull(nullIf(any(p.labels)['sentiment'], ''), ${refined('label', 'sentiment', '').sql})`,
    },
    sentiment_score: refined('score', 'sentiment_score', 'Nullable(Float64)'),
    sentiment_confidence: refined('confidence', 'sentiment_confidence', 'Nullable(Float64)'),
    sentiment_version: refined('version', 'sentiment_version', 'Nullable(String)'),
    model_kind: byModel('kind', 'Nullable(String)'),
    model_urgency: byModel('urgency', 'Nullable(String)'),
    model_spam: byModel('spam', 'Nullable(Bool)'),
    model_language: byModel('language', 'Nullable(String)'),
    model_sentiment: {
      ...byModel('sentiment', 'Nullable(String)'),
      sql: refined('label', 'sentiment', '').sql,
    },
    light_sentiment: {
      ...newest('sentiment', 'Nullable(String)'),
      comment: 'What the light tier said: negative, neutral or positive.',
    },
    refined_at: {
      sql: "if(any(r.label) != '', any(r.at), NULL)",
      type: `Nullable(${TIME})`,
      comment: 'When the transformer tier looked at it again; null where it did not.',
    },
    corrected: {
      sql: 'arraySort(mapKeys(any(p.labels)))',
      type: 'Array(String)',
      comment: `Labels that a person corrected: ${HEADS.join(', ')}.`,
    },
    emotion: inForce('emotion', 'Nullable(String)'),
    model_emotion: byModel('emotion', 'Nullable(String)'),
    irony: newest('irony', 'Nullable(Float64)'),
    offensive: newest('offensive', 'Nullable(Float64)'),
    hate: newest('hate', 'Nullable(Float64)'),
    toxic: newest('toxic', 'Nullable(Float64)'),
    ...flagLabels,
    tone_version: newest('tone_version', 'Nullable(String)'),
  },
  from: `{gen}.engagements AS e
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
HAVING countIf(e.stage = 1) > 0`,
};
