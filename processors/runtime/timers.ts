import { DueQueue } from './due-queue.ts';
import type { Cause } from './envelope.ts';
import type { StateStore } from './state-store.ts';
import type { TimerChange, TimerFired } from './types.ts';

const PREFIX = 't:';

interface StoredTimer {
  readonly key: string;
  readonly timerId: string;
  readonly due: number;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly correlationId: string;
}

/** Timers of one partition: durable in the state, ordered by due time in memory. Ids are per state key. */
export class Timers {
  readonly #store: StateStore;
  readonly #queue = new DueQueue();

  constructor(store: StateStore) {
    this.#store = store;
    for (const [entry, value] of store.entries(PREFIX)) this.#queue.set(entry, (value as StoredTimer).due);
  }

  get size(): number {
    return this.#queue.size;
  }

  nextDue(): number | null {
    return this.#queue.peek()?.due ?? null;
  }

  /**
   * @param cause whose tenant, workspace and correlation the timer carries on.
   * @param after a timer that is set while it fires must fall due later than it did, or its next firing
   *   would be the same event again.
   */
  change(key: string, change: TimerChange, cause: Cause, after: number | null): void {
    const entry = PREFIX + JSON.stringify([key, change.timerId]);
    if (change.kind === 'cancel') {
      this.#queue.delete(entry);
      this.#store.delete(entry);
      return;
    }
    const due = after === null ? change.due : Math.max(change.due, after + 1);
    const timer: StoredTimer = {
      key,
      timerId: change.timerId,
      due,
      tenantId: cause.tenantId,
      workspaceId: cause.workspaceId,
      correlationId: cause.correlationId,
    };
    this.#queue.set(entry, due);
    this.#store.set(entry, timer, null);
  }

  /** The earliest timer that was due at `until`, left in place. */
  peekDue(until: number): TimerFired | null {
    const next = this.#queue.peek();
    if (!next || next.due > until) return null;
    const timer = this.#store.get(next.id, 0) as StoredTimer;
    return { type: 'TimerFired', ...timer };
  }

  /** Removes a timer that fires, so that it never fires again; its handler may set it anew. */
  remove(timer: TimerFired): void {
    const entry = PREFIX + JSON.stringify([timer.key, timer.timerId]);
    this.#queue.delete(entry);
    this.#store.delete(entry);
  }
}
