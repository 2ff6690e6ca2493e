import type { TopicName } from '../../topics/catalogue.ts';
import type { LogRecord } from '../../topics/log/port.ts';
import { POSITION, position, type Columns, type Row } from '../clickhouse/columns.ts';
import type { Table } from '../clickhouse/table.ts';

/**
 * The log's long memory: every record, byte for byte, where it stood. It is filled without decoding, so a
 * record that nobody can read is kept too, and no rebuild drops it.
 */
const COLUMNS = {
  ...POSITION,
  recorded_at: { type: "DateTime64(3, 'UTC')", comment: "The record's timestamp in the log." },
  has_key: { type: 'Bool', comment: 'Whether the record has a key.' },
  key: { type: 'String', comment: 'Key bytes.' },
  has_value: { type: 'Bool', comment: 'Whether the record has a value; without one it is a tombstone.' },
  value: {
    type: 'String',
    comment: 'Value bytes, unchanged: Confluent wire format. May hold personal data.',
  },
  headers: { type: 'Map(String, String)', comment: 'Record headers; never credentials.' },
} as const satisfies Columns;

/**
 * Streams whose records go, in the order in which they came: an SQL file that ran is never changed, so each step
 * but the first is a file of its own. A new stream is a new step at the end; a test says when one is missing.
 */
export const RETENTION_STEPS = [
  [
    'inbound.raw',
    'inbound.cursors',
    'engagement.received',
    'engagement.classified',
    'engagement.analyzed',
    'reply.drafted',
    'safety.checked',
    'reply.commands',
    'reply.outcomes',
    'action.commands',
    'workspace.commands',
    'command.results',
    'metric.rollups',
  ],
  ['safety.requests', 'label.commands'],
  ['dead.letters'],
  ['engagement.refined'],
] as const satisfies readonly (readonly TopicName[])[];

/** TTL of the archive after so many steps. */
export function archiveRetention(steps: number): string {
  const streams = RETENTION_STEPS.slice(0, steps).flat();
  return `toDateTime(recorded_at) + INTERVAL 25 MONTH DELETE WHERE src_topic IN (${streams.map((topic) => `'${topic}'`).join(', ')})`;
}

export const logArchive: Table = {
  name: 'log_archive',
  question: 'What exactly was in the log, also after its retention?',
  columns: COLUMNS,
  orderBy: ['src_topic', 'src_partition', 'src_offset'],
  orderServes: 'reading one partition again in order, from any offset (rebuild, replay of dead letters)',
  partitionBy: 'src_topic',
  ttl: {
    expression: archiveRetention(1),
    why: "streams with public authors' text go after two years and a month; domain events are kept for ever",
  },
};

export function archiveRow(record: LogRecord): Row {
  return {
    ...position(record),
    recorded_at: record.timestamp,
    has_key: record.key !== null,
    key: record.key ?? '',
    has_value: record.value !== null,
    value: record.value ?? '',
    headers: record.headers,
  };
}
