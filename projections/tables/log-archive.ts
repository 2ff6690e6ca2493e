import { CATALOGUE, TOPIC_NAMES } from '../../topics/catalogue.ts';
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

const streams = TOPIC_NAMES.filter((topic) => CATALOGUE[topic].retention !== 'domain');

export const logArchive: Table = {
  name: 'log_archive',
  question: 'What exactly was in the log, also after its retention?',
  columns: COLUMNS,
  orderBy: ['src_topic', 'src_partition', 'src_offset'],
  orderServes: 'reading one partition again in order, from any offset (rebuild, replay of dead letters)',
  partitionBy: 'src_topic',
  ttl: {
    expression: `toDateTime(recorded_at) + INTERVAL 25 MONTH DELETE WHERE src_topic IN (${streams.map((topic) => `'${topic}'`).join(', ')})`,
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
