/** What differs between two sets of events with ids, field by field. Pure. */
import type { AnyEvent } from '../../topics/events.ts';

export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly type: string;
  readonly eventId: string;
  readonly causationId: string | null;
  /** Of a changed event: paths, what is in the log, what would be written now. At most `FIELDS`. */
  readonly fields: readonly { readonly path: string; readonly log: unknown; readonly now: unknown }[];
}

export interface Comparison {
  readonly same: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Path to number of events that differ in it; places in lists count as one. */
  readonly changedFields: Readonly<Record<string, number>>;
  /** By type: the first of each kind. */
  readonly examples: readonly Difference[];
}

/** Differ by nature: when it was written, and which version wrote it. */
const IGNORED: readonly string[] = ['recordedAt', 'actor'];
const EXAMPLES = 3;
const FIELDS = 8;

/** @param log events as they are in the log; `now` events as the present code makes them. By event id. */
export function compareOutputs(
  log: ReadonlyMap<string, AnyEvent>,
  now: ReadonlyMap<string, AnyEvent>,
): Comparison {
  const examples = new Map<string, Difference[]>();
  const changedFields: Record<string, number> = {};
  const counts = { same: 0, added: 0, removed: 0, changed: 0 };
  const note = (kind: Difference['kind'], event: AnyEvent, fields: Difference['fields'] = []): void => {
    counts[kind] += 1;
    const { type, eventId, causationId } = event;
    const list = examples.get(`${kind} ${type}`) ?? [];
    if (list.length < EXAMPLES)
      list.push({ kind, type, eventId, causationId, fields: fields.slice(0, FIELDS) });
    examples.set(`${kind} ${type}`, list);
  };
  for (const [eventId, before] of log) {
    const after = now.get(eventId);
    if (!after) {
      note('removed', before);
      continue;
    }
    const fields = differences(before, after);
    if (fields.length === 0) {
      counts.same += 1;
      continue;
    }
    note('changed', after, fields);
    for (const path of new Set(fields.map((field) => field.path.replaceAll(/\[\d+\]/g, '[]')))) {
      changedFields[path] = (changedFields[path] ?? 0) + 1;
    }
  }
  for (const [eventId, after] of now) if (!log.has(eventId)) note('added', after);
  return { ...counts, changedFields, examples: [...examples.values()].flat() };
}

/** Paths in which two events differ, leaves only. */
function differences(before: AnyEvent, after: AnyEvent): Difference['fields'] {
  const found: { path: string; log: unknown; now: unknown }[] = [];
  const walk = (path: string, log: unknown, now: unknown): void => {
    if (Object.is(log, now)) return;
    if (Buffer.isBuffer(log) && Buffer.isBuffer(now)) {
      if (!log.equals(now)) found.push({ path, log: log.toString('base64'), now: now.toString('base64') });
      return;
    }
    if (Array.isArray(log) && Array.isArray(now)) {
      for (let n = 0; n < Math.max(log.length, now.length); n += 1) walk(`${path}[${n}]`, log[n], now[n]);
      return;
    }
    if (isRecord(log) && isRecord(now)) {
      for (const name of new Set([...Object.keys(log), ...Object.keys(now)])) {
        if (path === '' && IGNORED.includes(name)) continue;
        walk(path === '' ? name : `${path}.${name}`, log[name], now[name]);
      }
      return;
    }
    found.push({ path, log: log ?? null, now: now ?? null });
  };
  walk('', before, after);
  return found.filter(({ log, now }) => log !== now);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}
