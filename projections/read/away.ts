/** Tells a store that cannot be reached from a question that was wrong. */
import { ClickHouseError } from '@clickhouse/client';
import { InvalidCursor } from './cursor.ts';

/** Errors of the language are bugs of ours; Redis's `ReplyError` and a ClickHouseError are answers of a store that is there. */
const OURS: readonly (abstract new (...args: never[]) => Error)[] = [
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  InvalidCursor,
  ClickHouseError,
];

/**
 * For errors that came out of a read: connection refused, cut, or no answer in time. The clients name these in
 * many ways (error codes, class names, plain errors), so what is known to be something else is taken out.
 */
export function isStoreAway(error: unknown): boolean {
  return error instanceof Error && error.name !== 'ReplyError' && !OURS.some((type) => error instanceof type);
}
