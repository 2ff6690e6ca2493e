/**
 * Lets several partitions be read again in the order of time, roughly: a partition waits while another that
 * is behind too is further back. Without it one topic would run ahead by its whole history, and a view
 * would have to hold every engagement half-finished at once.
 */
export interface AlignerOptions {
  /** How far ahead a partition may be, ms of the log's time. */
  readonly windowMs: number;
  /**
   * Longest wait of one turn, ms: order is wished for, progress is needed. Who held it up is not waited
   * for any more.
   */
  readonly patienceMs: number;
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How often a waiting partition looks again, ms. */
const LOOK_MS = 10;
const WINDOW_MS = 5_000;
const PATIENCE_MS = 2_000;

export class Aligner {
  private readonly options: AlignerOptions;
  /** Time up to which each partition that is behind has been read; 0 while that is not known. */
  private readonly behind = new Map<string, number>();

  constructor(options: AlignerOptions) {
    this.options = options;
  }

  /** The partition has records to catch up on. */
  begin(name: string): void {
    this.behind.set(name, 0);
  }

  /** The partition is where the log ended: nobody waits for it. */
  end(name: string): void {
    this.behind.delete(name);
  }

  /**
   * Resolves when records of this time may be written; at once for a partition that is not behind.
   * @param time epoch ms of the first record.
   */
  async turn(name: string, time: number, signal: AbortSignal): Promise<void> {
    if (!this.behind.has(name)) return;
    const { now, sleep, patienceMs } = this.options;
    const until = now() + patienceMs;
    // Said before waiting: two that do not know each other's time would wait for each other.
    this.behind.set(name, time);
    while (!signal.aborted && this.furtherBack(name, time).length > 0) {
      if (now() >= until) {
        for (const other of this.furtherBack(name, time)) this.end(other);
        return;
      }
      await sleep(LOOK_MS, signal);
    }
  }

  private furtherBack(name: string, time: number): readonly string[] {
    const oldest = time - this.options.windowMs;
    return [...this.behind].filter(([other, at]) => other !== name && at < oldest).map(([other]) => other);
  }
}

export function newAligner(waits: Pick<AlignerOptions, 'now' | 'sleep'>): Aligner {
  return new Aligner({
    windowMs: WINDOW_MS,
    patienceMs: PATIENCE_MS,
    now: () => waits.now(),
    sleep: (ms, signal) => waits.sleep(ms, signal),
  });
}
