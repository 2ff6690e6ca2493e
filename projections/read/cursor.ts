/**
 * Opaque cursors: where the last page ended, and a digest of the filters that it was made with. A cursor of
 * other filters, or one that somebody wrote by hand, is refused instead of giving a wrong page. It opens no
 * door: every query is bound to its scope besides.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  constructor() {
    super('This cursor does not belong to this query. Leave it out to begin at the first page.');
  }
}

/** `source`: the views in Redis, or the history in ClickHouse. */
const shape = z.strictObject({
  f: z.string().length(12),
  s: z.enum(['views', 'history']),
  n: z.number().int(),
  i: z.string().max(100),
});

export interface Position {
  readonly source: 'views' | 'history';
  /** Sort value of the last item; the next page comes after it. */
  readonly score: number;
  readonly id: string;
}

const digest = (filters: object): string =>
  createHash('sha256').update(JSON.stringify(filters)).digest('base64url').slice(0, 12);

/** @param filters what the pages have in common; the same keys in the same order. */
export function writeCursor(position: Position, filters: object): string {
  const { source, score, id } = position;
  return Buffer.from(JSON.stringify({ f: digest(filters), s: source, n: score, i: id })).toString(
    'base64url',
  );
}

/** @throws InvalidCursor */
export function readCursor(text: string | undefined, filters: object): Position | null {
  if (text === undefined) return null;
  let parsed: z.infer<typeof shape>;
  try {
    parsed = shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new InvalidCursor();
  }
  if (parsed.f !== digest(filters)) throw new InvalidCursor();
  return { source: parsed.s, score: parsed.n, id: parsed.i };
}
