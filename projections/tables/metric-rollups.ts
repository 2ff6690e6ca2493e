import { IDENTITY, POSITION, identity, position } from '../clickhouse/columns.ts';
import type { EventTable } from '../clickhouse/table.ts';

export const metricRollups: EventTable = {
  name: 'metric_rollups',
  question: 'What did the processors count, minute by minute?',
  topics: ['metric.rollups'],
  columns: {
    ...IDENTITY,
    minute: { type: "DateTime64(3, 'UTC')", comment: 'Start of the minute.' },
    source: {
      type: 'LowCardinality(String)',
      comment: 'Processor and partition that counted; with + and a time for what came long after.',
    },
    counts: {
      type: 'Map(String, Int64)',
      comment: 'Counter to its value in the minute so far; absolute, not a difference.',
    },
    version: { type: 'UInt64', comment: 'The row with the highest version of a source and minute counts.' },
    ...POSITION,
  },
  orderBy: ['tenant_id', 'workspace_id', 'minute', 'source', 'version', 'event_id'],
  orderServes: 'curves of a workspace over time; the newest version of each source is the last of its group',
  ttl: null,
  rows: (event, source) =>
    event.type === 'MetricRolledUp'
      ? [
          {
            ...identity(event),
            minute: event.data.minute,
            source: event.data.source,
            counts: Object.fromEntries(
              Object.entries(event.data.counts).map(([counter, value]) => [counter, Math.trunc(value)]),
            ),
            version: event.data.version,
            ...position(source),
          },
        ]
      : [],
};
