import { IDENTITY, POSITION, identity, position, type Row, type Source } from '../clickhouse/columns.ts';
import { AUTHORS_TEXT, type EventTable } from '../clickhouse/table.ts';
import type { AnyEvent } from '../../topics/events.ts';

function rows(event: AnyEvent, source: Source): readonly Row[] {
  if (event.type !== 'EngagementRefined') return [];
  const { engagementId, conversationId, because, sentiment, lightSentiment } = event.data;
  return [
    {
      ...identity(event),
      engagement_id: engagementId,
      conversation_id: conversationId,
      because,
      sentiment: sentiment.label,
      sentiment_score: sentiment.score,
      sentiment_confidence: sentiment.confidence,
      sentiment_probabilities: sentiment.probabilities,
      sentiment_version: sentiment.modelVersion,
      light_sentiment: lightSentiment.label,
      light_confidence: lightSentiment.confidence,
      light_version: lightSentiment.modelVersion,
      recorded_at: event.recordedAt,
      ...position(source),
    },
  ];
}

/** A row per second look, beside what the light tier had said, so that the two can be compared. No text. */
export const refinements: EventTable = {
  name: 'refinements',
  question: 'Which texts did the transformer tier look at, and did it say something else?',
  topics: ['engagement.refined'],
  columns: {
    ...IDENTITY,
    engagement_id: { type: 'String', comment: 'Engagement that was looked at again; the text is there.' },
    conversation_id: { type: 'String', comment: 'Thread that it belongs to.' },
    because: { type: 'LowCardinality(String)', comment: 'Why: urgent, wide_reach or low_confidence.' },
    sentiment: {
      type: 'LowCardinality(String)',
      comment: 'negative, neutral or positive, by the transformer.',
    },
    sentiment_score: { type: 'Float64', comment: 'P(positive) - P(negative), -1 to 1.' },
    sentiment_confidence: { type: 'Float64', comment: '0 to 1.' },
    sentiment_probabilities: { type: 'Map(String, Float64)', comment: 'Label to probability.' },
    sentiment_version: {
      type: 'LowCardinality(String)',
      comment: 'Name and version in the model’s manifest.',
    },
    light_sentiment: { type: 'LowCardinality(String)', comment: 'What the light tier had said.' },
    light_confidence: { type: 'Float64', comment: 'How sure the light tier was, 0 to 1.' },
    light_version: { type: 'LowCardinality(String)', comment: 'Model of the light tier.' },
    recorded_at: { type: "DateTime64(3, 'UTC')", comment: 'When the event was written to the log.' },
    ...POSITION,
  },
  orderBy: ['tenant_id', 'engagement_id', 'event_id'],
  orderServes: 'the second looks at given engagements, and all of a tenant',
  ttl: { ...AUTHORS_TEXT, why: 'a second look outlives the text that it is about by nothing' },
  rows,
};
