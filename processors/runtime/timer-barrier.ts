/**
 * A timer fires only after its partition's input has been consumed up to an end that was read after it
 * fell due: whatever was in the log by then, a Cancel for instance, is decided first. Timers that fall due
 * while the barrier stands wait for the next one.
 */
export class TimerBarrier {
  readonly #readEnds: () => Promise<ReadonlyMap<string, number>>;
  readonly #wake: () => void;
  #state:
    | { readonly kind: 'none' }
    | { readonly kind: 'reading' }
    | { readonly kind: 'standing'; readonly readAt: number; readonly ends: ReadonlyMap<string, number> } = {
    kind: 'none',
  };
  #notBefore = 0;

  /**
   * @param readEnds next offset per input topic of this partition, as committed readers see it.
   * @param wake called when the ends are known.
   */
  constructor(readEnds: () => Promise<ReadonlyMap<string, number>>, wake: () => void) {
    this.#readEnds = readEnds;
    this.#wake = wake;
  }

  /** Epoch ms before which `due` need not be called again after a failed read; 0 otherwise. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /** Something was due and the log has the next word: its ends are being read, or input before them is. */
  get waiting(): boolean {
    return this.#state.kind !== 'none';
  }

  get standing(): ReadonlyMap<string, number> | null {
    return this.#state.kind === 'standing' ? this.#state.ends : null;
  }

  /**
   * Timers due at or before the answer may fire; null when none may yet. Starts reading the ends when
   * something is due and no barrier stands.
   * @param nextDue of the earliest timer.
   * @param positions consumed so far, per topic.
   */
  passed(nextDue: number | null, positions: ReadonlyMap<string, number>, now: number): number | null {
    if (this.#state.kind === 'standing') {
      for (const [topic, end] of this.#state.ends) if ((positions.get(topic) ?? 0) < end) return null;
      const { readAt } = this.#state;
      this.#state = { kind: 'none' };
      return readAt;
    }
    if (this.#state.kind === 'none' && nextDue !== null && nextDue <= now && now >= this.#notBefore) {
      this.#state = { kind: 'reading' };
      this.#readEnds().then(
        (ends) => {
          this.#state = { kind: 'standing', readAt: now, ends };
          this.#wake();
        },
        () => {
          // The log is away: the partition's commits find that out and wait; here it is enough to ask later.
          this.#state = { kind: 'none' };
          this.#notBefore = now + RETRY_MS;
          this.#wake();
        },
      );
    }
    return null;
  }
}

const RETRY_MS = 500;
