import { REMEMBER_MS } from './settings.ts';
import type { StateStore } from './state-store.ts';
import type { Outcome } from './types.ts';

const PREFIX = 'm:';

/**
 * What the state knows about an effect that must not be repeated. `by` names the one announcement that was
 * committed: only who made it, and knows that it has not begun, may still begin.
 */
export type Mark =
  | { readonly state: 'announced'; readonly by: string }
  /** Its outcome was committed, though the offset of its input may not have been. */
  | { readonly state: 'done' };

export class Marks {
  readonly #store: StateStore;

  /**
   * Marks that ended while nobody ran live a day from now: an earlier input may have held up the offset of theirs, so
   * that it is read again.
   * @param now when the state was restored, epoch ms
   */
  constructor(store: StateStore, now: number) {
    this.#store = store;
    for (const [key, mark] of store.entries(PREFIX))
      if ((mark as Mark).state === 'done' && store.get(key, now) === undefined)
        store.set(key, mark, now + REMEMBER_MS);
  }

  find(eventId: string, now: number): Mark | null {
    return (this.#store.get(PREFIX + eventId, now) as Mark | undefined) ?? null;
  }

  announce(eventId: string, by: string): void {
    this.#store.set(PREFIX + eventId, { state: 'announced', by } satisfies Mark, null);
  }

  /** Kept a day longer, so that a record that is delivered again by an operator's hand is recognised. */
  finish(eventId: string, now: number): void {
    this.#store.set(PREFIX + eventId, { state: 'done' } satisfies Mark, now + REMEMBER_MS);
  }
}

/** How the one call of an effect ended: it answered, or it threw (then nobody knows what it did). */
export type Answered = { readonly outcome: Outcome } | { readonly error: unknown };

/**
 * What this process knows about its own calls. Outlives a restart of the partition inside the process (the
 * broker was away for a minute): a call that is still going, or whose answer has not been committed, is
 * waited for instead of being declared unconfirmed. Emptied when the partition is lost.
 */
export class Ledger {
  readonly #entries = new Map<string, { readonly by: string; call: Promise<Answered> | null }>();
  #lost = new AbortController();

  /** Aborted when the partition is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  announced(eventId: string, by: string): void {
    this.#entries.set(eventId, { by, call: null });
  }

  /** This announcement is ours and its effect has not begun. */
  mayBegin(eventId: string, by: string): boolean {
    const entry = this.#entries.get(eventId);
    return entry !== undefined && entry.by === by && entry.call === null;
  }

  began(eventId: string, call: Promise<Answered>): void {
    const entry = this.#entries.get(eventId);
    if (entry) entry.call = call;
  }

  callOf(eventId: string): Promise<Answered> | null {
    return this.#entries.get(eventId)?.call ?? null;
  }

  /** Its outcome is committed. */
  forget(eventId: string): void {
    this.#entries.delete(eventId);
  }

  get size(): number {
    return this.#entries.size;
  }

  clear(reason: string): void {
    this.#entries.clear();
    this.#lost.abort(new Error(reason));
    this.#lost = new AbortController();
  }
}
