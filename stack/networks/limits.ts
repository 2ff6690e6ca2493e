import { SlidingWindow } from './sliding-window.ts';
import type { Taken } from './sliding-window.ts';

/** One limit of a network: the operations that share it, how many, in what time, per account. */
export interface LimitRow {
  readonly name: string;
  readonly operations: readonly string[];
  readonly limit: number;
  readonly windowMs: number;
  /** The network's headers say nothing of it. */
  readonly unseen?: true;
}

export interface LimitTaken {
  /** The row that refused, or the one with the fewest places left. */
  readonly row: LimitRow;
  readonly taken: Taken;
  /** What the headers tell; null when they tell of no row. */
  readonly shown: { readonly row: LimitRow; readonly taken: Taken } | null;
}

/** What an auditor reads: the fullest window ever, and how many requests the network had to refuse. */
export interface LimitState {
  readonly accountId: string;
  readonly limit: string;
  readonly allowed: number;
  readonly windowSeconds: number;
  readonly used: number;
  readonly maxUsed: number;
  readonly refused: number;
}

/** Every limit of one network for every account, by the network's clock. */
export class Limits {
  readonly #rows: readonly LimitRow[];
  readonly #windows = new Map<string, { accountId: string; row: LimitRow; window: SlidingWindow }>();

  constructor(rows: readonly LimitRow[]) {
    this.#rows = rows;
  }

  /** Takes a place in every limit that covers the operation; null when none does. The tightest answers. */
  take(accountId: string, operation: string, nowMs: number): LimitTaken | null {
    const covering = this.#rows.filter((row) => row.operations.includes(operation));
    const states = covering.map((row) => ({ row, window: this.#window(accountId, row) }));
    const full = states.find(({ window }) => !window.look(nowMs).granted);
    const taken = states.map(({ row, window }) => ({
      row,
      taken: full === undefined || full.row === row ? window.take(nowMs) : window.look(nowMs),
    }));
    const tightest = taken.toSorted((a, b) => a.taken.remaining - b.taken.remaining);
    const first = tightest.find(({ row }) => row === full?.row) ?? tightest[0];
    if (!first) return null;
    const seen = first.row.unseen ? tightest.find(({ row }) => !row.unseen) : first;
    return { ...first, shown: seen ?? null };
  }

  states(nowMs: number): readonly LimitState[] {
    return [...this.#windows.values()].map(({ accountId, row, window }) => ({
      accountId,
      limit: row.name,
      allowed: row.limit,
      windowSeconds: row.windowMs / 1000,
      used: window.look(nowMs).used,
      maxUsed: window.maxUsed,
      refused: window.refused,
    }));
  }

  #window(accountId: string, row: LimitRow): SlidingWindow {
    const key = `${row.name} ${accountId}`;
    const entry = this.#windows.get(key) ?? {
      accountId,
      row,
      window: new SlidingWindow(row.limit, row.windowMs),
    };
    this.#windows.set(key, entry);
    return entry.window;
  }
}
