import { IDENTITY, POSITION, identity, position, type Source, type Row } from '../clickhouse/columns.ts';
import { AUTHORS_TEXT, type EventTable } from '../clickhouse/table.ts';
import { deriveId } from '../../topics/ids.ts';

const COLUMNS = {
  ...IDENTITY,
  recorded_at: { type: "DateTime64(3, 'UTC')", comment: 'When it was given up.' },
  processor: {
    type: 'LowCardinality(String)',
    comment: 'Who gave up; projections for a record that no table could take.',
  },
  code: { type: 'LowCardinality(String)', comment: 'Error code.' },
  message: { type: 'String', comment: 'What, where, what to do; no text from outside.' },
  source_topic: { type: 'LowCardinality(String)', comment: 'Topic of the record that was given up.' },
  source_partition: { type: 'UInt16', comment: 'Partition of it.' },
  source_offset: { type: 'UInt64', comment: 'Offset of it; its bytes are in log_archive.' },
  source_bytes: { type: 'UInt64', comment: 'Size of its value.' },
  attempts: { type: 'UInt32', comment: 'Tries made.' },
  correlation_id: { type: 'String', comment: 'What it was about, where known.' },
  ...POSITION,
} as const;

export const deadLetters: EventTable = {
  name: 'dead_letters',
  question: 'Which records could not be processed, by whom, and why?',
  topics: ['dead.letters'],
  columns: COLUMNS,
  orderBy: ['tenant_id', 'recorded_at', 'event_id'],
  orderServes: 'what went wrong lately, and counts by code',
  ttl: AUTHORS_TEXT,
  rows: (event, source) =>
    event.type === 'DeadLettered'
      ? [
          {
            ...identity(event),
            recorded_at: event.recordedAt,
            processor: event.data.processor,
            code: event.data.code,
            message: event.data.message,
            source_topic: event.data.sourceTopic,
            source_partition: event.data.sourcePartition,
            source_offset: event.data.sourceOffset,
            source_bytes: event.data.sourceValue?.length ?? 0,
            attempts: event.data.attempts,
            correlation_id: event.correlationId,
            ...position(source),
          },
        ]
      : [],
};

export type RejectCode = 'undecodable' | 'unmappable';

/** The row for a record that could not become rows; a pure function of its position, so it is the same each time. */
export function rejectRow(source: Source, code: RejectCode, bytes: number): Row {
  return {
    tenant_id: '',
    workspace_id: '',
    event_id: deriveId('projections', source.topic, source.partition, source.offset),
    recorded_at: source.timestamp,
    processor: 'projections',
    code,
    message:
      code === 'undecodable'
        ? 'The record is not in the form of its schema; its bytes are in log_archive.'
        : 'No row could be made of the event; its bytes are in log_archive. Correct the mapper and rebuild.',
    source_topic: source.topic,
    source_partition: source.partition,
    source_offset: source.offset,
    source_bytes: bytes,
    attempts: 1,
    correlation_id: '',
    ...position(source),
  };
}
