import { IDENTITY, POSITION, identity, position, type Row, type Source } from '../clickhouse/columns.ts';
import { AUTHORS_TEXT, type EventTable } from '../clickhouse/table.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { HEADS } from '../../topics/labels.ts';

function rows(event: AnyEvent, source: Source): readonly Row[] {
  if (event.type !== 'LabelCorrected') return [];
  const { engagementId, conversationId, head, label, previousLabel, modelLabel, modelVersion, unselected } =
    event.data;
  return [
    {
      ...identity(event),
      engagement_id: engagementId,
      conversation_id: conversationId,
      head,
      label,
      previous_label: previousLabel,
      model_label: modelLabel,
      model_version: modelVersion,
      unselected,
      corrected_by: event.actor,
      version: event.streamVersion ?? 0,
      recorded_at: event.recordedAt,
      ...position(source),
    },
  ];
}

/** A row per correction, without any text: that stays in `engagements`, the one place where it is erased. */
export const labels: EventTable = {
  name: 'labels',
  question: 'Which labels did people give? The newest row of an engagement and head counts.',
  topics: ['label.events'],
  columns: {
    ...IDENTITY,
    engagement_id: { type: 'String', comment: 'Engagement whose label it is; the text is there.' },
    conversation_id: { type: 'String', comment: 'Thread that it belongs to.' },
    head: {
      type: 'LowCardinality(String)',
      comment: `${HEADS.slice(0, -1).join(', ')} or ${HEADS.at(-1)}.`,
      madeAs: 'sentiment, kind, urgency, spam or language.',
    },
    label: { type: 'LowCardinality(String)', comment: 'The right label, by a person.' },
    previous_label: { type: 'LowCardinality(String)', comment: 'Label in force before.' },
    model_label: {
      type: 'LowCardinality(String)',
      comment: "The model's own label; the same as label when a correction was taken back.",
    },
    model_version: { type: 'LowCardinality(String)', comment: 'Model that chose it.' },
    unselected: {
      type: 'Bool',
      comment: 'Asked for by chance, and given without seeing what the model said; it may agree with it.',
    },
    corrected_by: { type: 'LowCardinality(String)', comment: 'Who corrected it: member:id.' },
    version: { type: 'UInt64', comment: 'Counts the corrections of the engagement.' },
    recorded_at: { type: "DateTime64(3, 'UTC')", comment: 'When the event was written to the log.' },
    ...POSITION,
  },
  orderBy: ['tenant_id', 'engagement_id', 'head', 'event_id'],
  orderServes: 'the labels of given engagements, and all of a tenant',
  ttl: { ...AUTHORS_TEXT, why: 'a label outlives the text that it is about by nothing' },
  rows,
};
