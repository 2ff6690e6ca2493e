import type { AnyEvent } from '../../topics/events.ts';
import { IDENTITY, POSITION, identity, position, type Row, type Source } from '../clickhouse/columns.ts';
import { AUTHORS_TEXT, type EventTable } from '../clickhouse/table.ts';
import { HOPS } from '../trail/hops.ts';

/** One row for an event: which hop it was, in plain words, with the few facts that explain it. */
function rows(event: AnyEvent, source: Source): readonly Row[] {
  const hop = HOPS[event.type] as (typeof HOPS)[typeof event.type] & {
    title: (data: never) => string;
    detail: (data: never) => object;
  };
  const data = event.data as never;
  return [
    {
      ...identity(event),
      correlation_id: event.correlationId,
      recorded_at: event.recordedAt,
      occurred_at: event.occurredAt,
      event_type: event.type,
      hop: hop.hop,
      title: hop.title(data),
      detail: JSON.stringify(hop.detail(data)),
      actor: event.actor,
      causation_id: event.causationId ?? '',
      stream_id: event.streamId,
      stream_version: event.streamVersion,
      ...position(source),
    },
  ];
}

export const trail: EventTable = {
  name: 'trail',
  question: 'Why did this happen? Every event about one engagement, in order.',
  topics: [
    'inbound.raw',
    'engagement.received',
    'engagement.classified',
    'engagement.analyzed',
    'engagement.refined',
    'reply.drafted',
    'safety.checked',
    'reply.commands',
    'reply.events',
    'reply.outcomes',
    'action.commands',
    'action.events',
    'action.attempts',
    'label.commands',
    'label.events',
    'workspace.commands',
    'workspace.events',
    'command.results',
    'dead.letters',
  ],
  columns: {
    ...IDENTITY,
    correlation_id: {
      type: 'String',
      comment: 'The engagement or content that the event is about; survives edits, approvals and attempts.',
    },
    recorded_at: { type: "DateTime64(3, 'UTC')", comment: 'When the event was written to the log.' },
    occurred_at: { type: "DateTime64(3, 'UTC')", comment: "The source's time." },
    event_type: { type: 'LowCardinality(String)', comment: 'Name of the event or command.' },
    hop: { type: 'LowCardinality(String)', comment: 'Step of the way from webhook to post.' },
    title: { type: 'String', comment: 'What happened, in plain words.' },
    detail: {
      type: 'String',
      comment: 'JSON with the facts that explain it: models, scores, approver, ids.',
    },
    actor: {
      type: 'LowCardinality(String)',
      comment: 'Who did it: network:slug, processor:name, member:id, system.',
    },
    causation_id: { type: 'String', comment: 'Event that caused it; empty for the first.' },
    stream_id: { type: 'String', comment: 'Stream of the event: conversation, account, workspace.' },
    stream_version: { type: 'Nullable(UInt64)', comment: 'Position in the stream, from deciders.' },
    ...POSITION,
  },
  orderBy: ['tenant_id', 'correlation_id', 'recorded_at', 'event_id'],
  orderServes: 'the whole why-trail of one engagement: tenant and correlation given, by time',
  // The first hop (the webhook) is found by its event id: it is named as the cause, not by correlation.
  indexes: ['INDEX by_event event_id TYPE bloom_filter(0.001) GRANULARITY 1'],
  ttl: AUTHORS_TEXT,
  rows,
};
