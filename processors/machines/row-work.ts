/** Rows while one input is decided: reads see the changes made so far; nothing is shared or written back. */
import type { RowChange, RowReader } from '../runtime/types.ts';

export class RowWork {
  readonly #rows: RowReader;
  readonly #changed = new Map<string, RowChange>();

  constructor(rows: RowReader) {
    this.#rows = rows;
  }

  /** Callers name the type that they alone write under this row name. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a cast at each call would say the same
  get<T>(row: string): T | undefined {
    const change = this.#changed.get(row);
    return (change ? (change.value ?? undefined) : this.#rows.get(row)) as T | undefined;
  }

  put(row: string, value: unknown, expiresAt: number | null): void {
    this.#changed.set(row, { row, value, expiresAt });
  }

  forget(row: string): void {
    this.#changed.set(row, { row, value: null, expiresAt: null });
  }

  changes(): readonly RowChange[] {
    return [...this.#changed.values()];
  }
}
