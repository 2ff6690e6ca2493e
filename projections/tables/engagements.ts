import type { Classification, Engagement, Entity, Sentiment, Tone } from '../../topics/events.ts';
import {
  IDENTITY,
  POSITION,
  identity,
  position,
  type Columns,
  type Row,
  type Source,
} from '../clickhouse/columns.ts';
import { byType, type ByType } from '../by-type.ts';
import { AUTHORS_TEXT, type EventTable } from '../clickhouse/table.ts';

/**
 * Three events make one engagement, each with its own facts: what was said (received), what it is
 * (classified), how it feels (analyzed). A row per event keeps the log's shape, so that any range of the
 * log can be compared; `v_engagements` folds them. The text is on the first row only: one place to erase.
 */
const COLUMNS = {
  ...IDENTITY,
  engagement_id: { type: 'String', comment: 'The engagement.' },
  created_at: { type: "DateTime64(3, 'UTC')", comment: 'When the author wrote it, by the network.' },
  stage: { type: 'UInt8', comment: 'Which facts the row carries: 1 received, 2 classified, 3 analyzed.' },
  recorded_at: { type: "DateTime64(3, 'UTC')", comment: 'When the event was written to the log.' },
  network: { type: 'LowCardinality(String)', comment: 'Network slug, e.g. x.' },
  account_id: {
    type: 'LowCardinality(String)',
    comment: 'Social account that was addressed: network:native id.',
  },
  conversation_id: { type: 'String', comment: 'Thread that it belongs to.' },
  native_id: { type: 'String', comment: "The network's id of the message." },
  native_parent_id: { type: 'Nullable(String)', comment: "The network's id of the message it answers." },
  form: { type: 'LowCardinality(String)', comment: 'comment, mention, reply, message, reaction or review.' },
  author_native_id: { type: 'String', comment: "The network's id of the author. Personal data. Stage 1." },
  author_handle: { type: 'String', comment: 'Handle without @. Personal data. Stage 1.' },
  author_name: { type: 'String', comment: 'Name as the network shows it. Personal data. Stage 1.' },
  author_followers: {
    type: 'Nullable(UInt64)',
    comment: 'Followers at the time, if the network said so. Stage 1.',
  },
  text: {
    type: 'String',
    comment: 'What was said, markup removed. Personal data, text from outside. Stage 1.',
  },
  network_language: {
    type: 'Nullable(String)',
    comment: "The network's own guess of the language. Stage 1.",
  },
  url: { type: 'Nullable(String)', comment: 'Where a person can read it. Stage 1.' },
  summoned: { type: 'Bool', comment: 'The author named or quoted the account, so a reply is invited.' },
  visibility: { type: 'LowCardinality(String)', comment: 'public or direct.' },
  kind: { type: 'LowCardinality(Nullable(String))', comment: 'Most probable kind. Stage 2.' },
  kind_probabilities: { type: 'Map(String, Float64)', comment: 'Kind to probability. Stage 2.' },
  urgency: { type: 'LowCardinality(Nullable(String))', comment: 'low, normal or high. Stage 2.' },
  urgency_score: { type: 'Nullable(Float64)', comment: '0 to 1. Stage 2.' },
  spam: { type: 'Nullable(Bool)', comment: 'Whether it is spam. Stage 2.' },
  spam_score: { type: 'Nullable(Float64)', comment: '0 to 1. Stage 2.' },
  language: {
    type: 'LowCardinality(Nullable(String))',
    comment: 'Language found by the classifier. Stage 2.',
  },
  classifier_version: {
    type: 'LowCardinality(Nullable(String))',
    comment: 'Which model classified. Stage 2.',
  },
  entity_counts: {
    type: 'Map(String, Int64)',
    comment: 'Kind to how many the text names (url, mention, hashtag, phone, product …). Stage 2.',
  },
  hashtags: { type: 'Array(String)', comment: 'Hashtags without #, lower case. Stage 2.' },
  catalogue_items: {
    type: 'Array(String)',
    comment: "Products, brands and competitors of the workspace's catalogue, as kind:id. Stage 2.",
  },
  sentiment: { type: 'LowCardinality(Nullable(String))', comment: 'negative, neutral or positive. Stage 3.' },
  sentiment_score: { type: 'Nullable(Float64)', comment: 'P(positive) - P(negative), -1 to 1. Stage 3.' },
  sentiment_confidence: { type: 'Nullable(Float64)', comment: '0 to 1. Stage 3.' },
  sentiment_probabilities: { type: 'Map(String, Float64)', comment: 'Label to probability. Stage 3.' },
  sentiment_version: {
    type: 'LowCardinality(Nullable(String))',
    comment: 'Which model read the sentiment. Stage 3.',
  },
  emotion: { type: 'LowCardinality(Nullable(String))', comment: 'anger, joy, optimism or sadness. Stage 3.' },
  emotion_probabilities: { type: 'Map(String, Float64)', comment: 'Emotion to probability. Stage 3.' },
  irony: { type: 'Nullable(Float64)', comment: 'Probability of irony. Stage 3.' },
  offensive: { type: 'Nullable(Float64)', comment: 'Probability that it offends. Stage 3.' },
  hate: {
    type: 'Nullable(Float64)',
    comment: 'Probability of hate: for review by people, never acted on. Stage 3.',
  },
  toxic: { type: 'Nullable(Float64)', comment: 'Probability that it is toxic. Stage 3.' },
  tone_thresholds: {
    type: 'Map(String, Float64)',
    comment: 'From which probability on irony, offensive, hate and toxic counted as yes. Stage 3.',
  },
  tone_version: {
    type: 'LowCardinality(Nullable(String))',
    comment: 'Which weights read the tone. Stage 3.',
  },
  ...POSITION,
} as const satisfies Columns;

type EngagementRow = { readonly [C in keyof typeof COLUMNS]: Row[string] };

function rowOf(
  event: Parameters<typeof identity>[0] & { readonly recordedAt: number },
  source: Source,
  stage: 1 | 2 | 3,
  engagement: Engagement,
  classification: Classification | null,
  entities: readonly Entity[],
  sentiment: Sentiment | null,
  tone: Tone | null,
): EngagementRow {
  const first = stage === 1;
  return {
    ...identity(event),
    engagement_id: engagement.engagementId,
    created_at: engagement.createdAt,
    stage,
    recorded_at: event.recordedAt,
    network: engagement.network,
    account_id: engagement.accountId,
    conversation_id: engagement.conversationId,
    native_id: engagement.nativeId,
    native_parent_id: engagement.nativeParentId,
    form: engagement.form,
    author_native_id: first ? engagement.author.nativeId : '',
    author_handle: first ? engagement.author.handle : '',
    author_name: first ? engagement.author.displayName : '',
    author_followers: first ? engagement.author.followers : null,
    text: first ? engagement.text : '',
    network_language: first ? engagement.language : null,
    url: first ? engagement.url : null,
    summoned: engagement.summoned,
    visibility: engagement.visibility,
    kind: classification?.kind ?? null,
    kind_probabilities: classification?.kindProbabilities ?? {},
    urgency: classification?.urgency ?? null,
    urgency_score: classification?.urgencyScore ?? null,
    spam: classification?.spam ?? null,
    spam_score: classification?.spamScore ?? null,
    language: classification?.language ?? null,
    classifier_version: classification?.modelVersion ?? null,
    entity_counts: countsOf(entities),
    hashtags: unique(entities, isHashtag, ({ value }) => value.toLowerCase()),
    catalogue_items: unique(entities, isItem, ({ kind, value }) => `${kind}:${value}`),
    sentiment: sentiment?.label ?? null,
    sentiment_score: sentiment?.score ?? null,
    sentiment_confidence: sentiment?.confidence ?? null,
    sentiment_probabilities: sentiment?.probabilities ?? {},
    sentiment_version: sentiment?.modelVersion ?? null,
    emotion: tone?.emotion ?? null,
    emotion_probabilities: tone?.emotionProbabilities ?? {},
    irony: tone?.irony ?? null,
    offensive: tone?.offensive ?? null,
    hate: tone?.hate ?? null,
    toxic: tone?.toxic ?? null,
    tone_thresholds: tone?.thresholds ?? {},
    tone_version: tone?.modelVersion ?? null,
    ...position(source),
  };
}

const isHashtag = ({ kind }: Entity): boolean => kind === 'hashtag';
const isItem = ({ kind }: Entity): boolean => kind === 'product' || kind === 'brand' || kind === 'competitor';

/** Values of the chosen ones, each once. Addresses, names and numbers stay out: they may be personal data. */
function unique(
  entities: readonly Entity[],
  chosen: (entity: Entity) => boolean,
  value: (entity: Entity) => string,
): readonly string[] {
  return [...new Set(entities.filter(chosen).map(value))];
}

function countsOf(entities: readonly Entity[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { kind } of entities) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(counts);
}

const ROWS: ByType<EngagementRow, Source> = {
  EngagementReceived: (event, source) => rowOf(event, source, 1, event.data.engagement, null, [], null, null),
  EngagementClassified: (event, source) => {
    const { engagement, classification, entities } = event.data;
    return rowOf(event, source, 2, engagement, classification, entities, null, null);
  },
  EngagementAnalyzed: (event, source) => {
    const { engagement, sentiment, tone } = event.data;
    return rowOf(event, source, 3, engagement, null, [], sentiment, tone);
  },
};

export const engagements: EventTable = {
  name: 'engagements',
  question: 'What did people say to us, what is it, and how does it feel?',
  topics: ['engagement.received', 'engagement.classified', 'engagement.analyzed'],
  columns: COLUMNS,
  orderBy: ['tenant_id', 'created_at', 'engagement_id', 'event_id'],
  orderServes: "an agency's engagements of a period, newest first",
  partitionBy: 'toYYYYMM(created_at)',
  indexes: [
    'INDEX by_engagement engagement_id TYPE bloom_filter(0.001) GRANULARITY 1',
    'INDEX by_conversation conversation_id TYPE bloom_filter(0.001) GRANULARITY 1',
  ],
  ttl: AUTHORS_TEXT,
  rows: (event, source) => {
    const row = byType(ROWS, event, source);
    return row ? [row] : [];
  },
};
