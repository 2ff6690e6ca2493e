/**
 * Counters over windows have no output of one cause. So they are counted again from all inputs of a partition, and
 * compared window by window with the newest absolute values in the log.
 */
import type { Aggregate } from '../../processors/runtime/types.ts';
import { isEvent } from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';

/** A window as both sides are compared: all sources of a partition added up, no version. */
interface Window {
  readonly sample: AnyEvent;
  readonly counts: Map<string, number>;
}

/** Counters of one source of a window: a higher version replaces a lower one. */
interface Source {
  readonly version: number;
  readonly event: AnyEvent;
  readonly counts: Readonly<Record<string, number>>;
}

export class WindowsInLog {
  readonly #from: number;
  readonly #to: number;
  /** By window, then by source. */
  readonly #windows = new Map<string, Map<string, Source>>();

  /** Epoch ms: windows that begin at or after `from` and before `to`. */
  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  add(event: AnyEvent): void {
    if (!isEvent(event, 'MetricRolledUp')) return;
    const { minute, source, counts, version } = event.data;
    if (minute < this.#from || minute >= this.#to) return;
    const id = idOf(event.tenantId, event.workspaceId, minute, partitionOf(source));
    const sources = this.#windows.get(id) ?? new Map<string, Source>();
    if ((sources.get(source)?.version ?? 0) < version) sources.set(source, { version, event, counts });
    this.#windows.set(id, sources);
  }

  /** By window, see `windowEvent`. */
  get sums(): ReadonlyMap<string, AnyEvent> {
    return new Map(
      [...this.#windows].map(([id, sources]) => {
        const counts = new Map<string, number>();
        for (const source of sources.values()) addTo(counts, source.counts);
        const [first] = sources.values();
        return [id, windowEvent(id, { sample: first?.event as AnyEvent, counts })];
      }),
    );
  }
}

export class WindowsNow {
  readonly #processor: Aggregate;
  readonly #from: number;
  readonly #to: number;
  readonly #windows = new Map<string, Window>();
  /** Inputs that count into a window of the span, and others. */
  counted = 0;
  passed = 0;

  constructor(processor: Aggregate, from: number, to: number) {
    this.#processor = processor;
    this.#from = from;
    this.#to = to;
  }

  /** @param partition where the input stands: each counts for itself. */
  add(event: AnyEvent, partition: number): void {
    const changes = this.#processor.count(event).filter(({ at }) => at >= this.#from && at < this.#to);
    if (changes.length > 0) this.counted += 1;
    else this.passed += 1;
    for (const { windowKey, at, tenantId, workspaceId, counters } of changes) {
      const id = idOf(tenantId, workspaceId, at, partition);
      const window = this.#windows.get(id) ?? {
        sample: this.#sample(event, windowKey, partition),
        counts: new Map<string, number>(),
      };
      addTo(window.counts, counters);
      this.#windows.set(id, window);
    }
  }

  get sums(): ReadonlyMap<string, AnyEvent> {
    return new Map([...this.#windows].map(([id, window]) => [id, windowEvent(id, window)]));
  }

  #sample(event: AnyEvent, windowKey: string, partition: number): AnyEvent {
    const source = `${this.#processor.name}:${partition}`;
    const { type, data, key, envelope } = this.#processor.emit({ windowKey, counts: {}, version: 1, source });
    return { ...event, streamId: key, type, data, ...envelope } as AnyEvent;
  }
}

function addTo(counts: Map<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, amount] of Object.entries(more)) counts.set(name, (counts.get(name) ?? 0) + amount);
}

/** What is compared: the window's name instead of an event id, and its counters in the order of their names. */
function windowEvent(id: string, { sample, counts }: Window): AnyEvent {
  const { tenantId, workspaceId, streamId, occurredAt, type } = sample;
  const { minute } = sample.data as { readonly minute: number };
  const ordered = Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    eventId: id,
    causationId: null,
    type,
    tenantId,
    workspaceId,
    streamId,
    occurredAt,
    data: { minute, counts: ordered },
  } as unknown as AnyEvent;
}

const idOf = (tenantId: string, workspaceId: string, minute: number, partition: number): string =>
  `${tenantId}/${workspaceId} ${new Date(minute).toISOString()} partition ${partition}`;

/** `rollup:2` and `rollup:2+1700000000000` are both partition 2. */
function partitionOf(source: string): number {
  return Number(/:(\d+)/.exec(source)?.[1] ?? -1);
}
