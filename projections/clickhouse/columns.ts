/**
 * Column types of ClickHouse that our tables use, and what a value of each is in TypeScript. One table of
 * types serves the DDL, the block encoder and the data dictionary.
 */
export const SCALARS = [
  'String',
  'LowCardinality(String)',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Int64',
  'Float64',
  'Bool',
  /** Epoch milliseconds, UTC. */
  "DateTime64(3, 'UTC')",
  'Nullable(String)',
  'LowCardinality(Nullable(String))',
  'Nullable(UInt32)',
  'Nullable(UInt64)',
  'Nullable(Float64)',
  'Nullable(Bool)',
  "Nullable(DateTime64(3, 'UTC'))",
  'Array(String)',
  'Map(String, String)',
  'Map(String, Float64)',
  'Map(String, Int64)',
] as const;
export type ColumnType = (typeof SCALARS)[number];

export interface Column {
  readonly type: ColumnType;
  /** Shown to analysts; every column has one. */
  readonly comment: string;
  /**
   * The comment with which the table was made, where it was another one: files that ran must stay as they were, so
   * a later file changes the comment.
   */
  readonly madeAs?: string;
}
export type Columns = Readonly<Record<string, Column>>;

/** What a mapper may put into a column. Times are epoch ms; bytes go into `String` unchanged. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Buffer
  | readonly string[]
  | Readonly<Record<string, string>>
  | Readonly<Record<string, number>>;

/** Where a row came from: the position of its record in the log. */
export interface Source {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The record's own time, epoch ms. */
  readonly timestamp: number;
}

export type Row = Readonly<Record<string, Value>>;

/** Columns that every table of events ends with. */
export const POSITION = {
  src_topic: { type: 'LowCardinality(String)', comment: 'Topic of the record that this row was made from.' },
  src_partition: { type: 'UInt16', comment: 'Partition of that record.' },
  src_offset: {
    type: 'UInt64',
    comment: 'Offset of that record; with topic and partition it names it for ever.',
  },
} as const satisfies Columns;

export function position(source: Source): Record<keyof typeof POSITION, Value> {
  return { src_topic: source.topic, src_partition: source.partition, src_offset: source.offset };
}

/** Columns that every table of events begins with. */
export const IDENTITY = {
  tenant_id: { type: 'LowCardinality(String)', comment: 'Agency that the row belongs to.' },
  workspace_id: { type: 'LowCardinality(String)', comment: 'Client or brand of the agency.' },
  event_id: { type: 'String', comment: 'Id of the event; the same event never has two.' },
} as const satisfies Columns;

export function identity(event: {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly eventId: string;
}): Record<keyof typeof IDENTITY, Value> {
  return { tenant_id: event.tenantId, workspace_id: event.workspaceId, event_id: event.eventId };
}
