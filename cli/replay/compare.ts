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

/** Compares outputs of one cause after another, and keeps only counts and examples. */
export class Comparer {
  readonly #examples = new Map<string, Difference[]>();
  readonly #changedFields: Record<string, number> = {};
  readonly #counts = { same: 0, added: 0, removed: 0, changed: 0 };

  /** @param log events as they are in the log; `now` events as the present code makes them. By event id. */
  add(log: readonly AnyEvent[], now: readonly AnyEvent[]): void {
    const after = new Map(now.map((event) => [event.eventId, event]));
    // The same event standing twice in the log is the audit's to find.
    for (const before of new Map(log.map((event) => [event.eventId, event])).values()) {
      const event = after.get(before.eventId);
      after.delete(before.eventId);
      if (event) this.#both(before, event);
      else this.#note('removed', before);
    }
    for (const event of after.values()) this.#note('added', event);
  }

  get comparison(): Comparison {
    const examples = [...this.#examples.values()].flat();
    return { ...this.#counts, changedFields: { ...this.#changedFields }, examples };
  }

  #both(before: AnyEvent, after: AnyEvent): void {
    const fields = differences(before, after);
    if (fields.length === 0) {
      this.#counts.same += 1;
      return;
    }
    this.#note('changed', after, fields);
    for (const path of new Set(fields.map((field) => field.path.replaceAll(/\[\d+\]/g, '[]')))) {
      this.#changedFields[path] = (this.#changedFields[path] ?? 0) + 1;
    }
  }

  #note(kind: Difference['kind'], event: AnyEvent, fields: Difference['fields'] = []): void {
    this.#counts[kind] += 1;
    const { type, eventId, causationId } = event;
    const list = this.#examples.get(`${kind} ${type}`) ?? [];
    if (list.length < EXAMPLES)
      list.push({ kind, type, eventId, causationId, fields: fields.slice(0, FIELDS) });
    this.#examples.set(`${kind} ${type}`, list);
  }
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
