/**
 * Parts of a JSON body: one item in the shape of the whole, so that what was taken out of a body is read like
 * a body. For dead letters of single items, and for bodies that several accounts share.
 */
import { createHash } from 'node:crypto';

/** Where an item stands, from the top: names of members and indices of arrays. */
export type Path = readonly (string | number)[];

/** An item of a body that could not be read. */
export interface BadItem {
  /** JSON Pointer (RFC 6901) of it in the body; empty when many share one dead letter. */
  readonly at: string;
  readonly code: string;
  readonly message: string;
  /** The body with nothing but this in it. */
  readonly body: Buffer;
}

/** Found while reading, its body not made yet. */
export interface BadPath extends Pick<BadItem, 'code' | 'message'> {
  readonly path: Path;
}

/** More bad items than this in one body are no accident of one message: they share a dead letter. */
export const MAX_BAD_ITEMS = 100;

/** JSON.parse with the text of numbers kept, and its counterpart: ECMAScript proposal "JSON.parse source text access". */
const rawJson = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/**
 * Parts of a body that is JSON. Numbers come out digit by digit as they came in: an id that is a number is
 * beyond 2^53, and the repaired connector will want all of it.
 * @throws RangeError when it is nested so deeply that the engine cannot walk through it.
 */
export function bodyParts(body: Buffer): (paths: readonly Path[]) => Buffer {
  const whole: unknown = JSON.parse(body.toString('utf8'), (_name, value: unknown, context?: Source) =>
    typeof value === 'number' && context?.source !== undefined ? rawJson.rawJSON(context.source) : value,
  );
  return (paths) => Buffer.from(JSON.stringify(keepOnly(whole, paths)));
}

interface Source {
  readonly source?: string;
}

/** Arrays on the way keep only the items that a path goes through; objects keep all members. */
function keepOnly(value: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0) || typeof value !== 'object' || value === null) return value;
  const members = value as Readonly<Record<string | number, unknown>>;
  const kept = [...Map.groupBy(paths, ([head]) => head as string | number)].map(
    ([head, below]) =>
      [
        head,
        keepOnly(
          members[head],
          below.map((path) => path.slice(1)),
        ),
      ] as const,
  );
  return Array.isArray(value) ? kept.map(([, item]) => item) : { ...members, ...Object.fromEntries(kept) };
}

/** A dead letter for each bad item, or one for all when they are too many. */
export function badItems(found: readonly BadPath[], part: (paths: readonly Path[]) => Buffer): BadItem[] {
  const [first] = found;
  if (first && found.length > MAX_BAD_ITEMS) {
    const message = `${found.length} items, the first at ${pointer(first.path)}: ${first.message}`;
    return [{ at: '', code: first.code, message, body: part(found.map(({ path }) => path)) }];
  }
  return found.map(({ path, code, message }) => {
    const at = pointer(path);
    return { at, code, message: `${at}: ${message}`, body: part([path]) };
  });
}

/** RFC 6901. Paths are ours: names of the network's schema and indices, never text of people. */
function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Hex digest of a body, as the log keeps it. */
export function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
