/**
 * A table that the sink fills: what it holds, which topics feed it, how an event becomes its rows. Mappers
 * are pure and hold no `now()`: a range of the log gives the same bytes whenever it is read.
 */
import type { TopicName } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { Columns, Row, Source } from './columns.ts';

/** Public authors' text: two full years to compare with and a month; erasure comes earlier when asked for. */
export const AUTHORS_TEXT = {
  expression: 'toDateTime(recorded_at) + INTERVAL 25 MONTH',
  why: "what public authors wrote is kept for two years' comparison, then goes",
} as const;

export interface Table {
  readonly name: string;
  /** The question that it answers. */
  readonly question: string;
  readonly columns: Columns;
  /** Sort order; every part is a column or an expression over columns. */
  readonly orderBy: readonly string[];
  /** Which query the sort order serves. */
  readonly orderServes: string;
  readonly partitionBy?: string;
  /** How long rows live, and why; null keeps them. */
  readonly ttl: { readonly expression: string; readonly why: string } | null;
  readonly indexes?: readonly string[];
}

/** A table whose rows are made from single events. */
export interface EventTable extends Table {
  readonly topics: readonly TopicName[];
  /** None when the event says nothing to this table. */
  readonly rows: (event: AnyEvent, source: Source) => readonly Row[];
}
