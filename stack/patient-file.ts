/**
 * A file that says how things are, written by a process that must go on when the disk is full: it holds what is true
 * in memory, and writes it when there is room again. Other failures are thrown.
 */

/** Between two tries on a full disk, ms. */
const AGAIN_MS = 1_000;
/** No room, or none for this user. */
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

export function isFull(error: unknown): boolean {
  return FULL.has((error as NodeJS.ErrnoException).code);
}

export class PatientFile {
  readonly #write: () => void;
  readonly #full: (error: Error) => void;
  #again: NodeJS.Timeout | null = null;

  /**
   * @param write writes what is true at that moment.
   * @param full told once each time that the disk has become too full for it.
   */
  constructor(write: () => void, full: (error: Error) => void) {
    this.#write = write;
    this.#full = full;
  }

  /** Writes now; on a full disk later, again and again: the last write wins. */
  write(): void {
    try {
      this.#write();
    } catch (error) {
      if (!isFull(error)) throw error;
      if (this.#again === null) this.#full(error as Error);
      else clearTimeout(this.#again);
      // Nobody lives on for it: without the process that it is about it says nothing.
      this.#again = setTimeout(() => this.write(), AGAIN_MS).unref();
      return;
    }
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
  }
}
