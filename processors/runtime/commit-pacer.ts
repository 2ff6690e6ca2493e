/**
 * When a drained partition may commit at once. Commits are cheap one by one and dear in numbers (about
 * 1 ms of client and 2 ms of broker CPU each), so a process gets a budget: quiet partitions commit
 * immediately, a busy process commits in batches. A token bucket; who gets no token waits for the
 * flush interval, and a commit after the interval is always allowed and drawn from the same bucket.
 */
export class CommitPacer {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  /**
   * @param perSecond commits a second that may go without waiting.
   * @param burst commits that may go at the same time after a quiet while.
   */
  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** Whether there is budget now. */
  allows(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= 1;
  }

  /** A commit begins. Forced ones may overdraw by one burst, so that a long rush is paid back soon. */
  spend(now: number): void {
    this.#refill(now);
    this.#tokens = Math.max(-this.#burst, this.#tokens - 1);
  }

  #refill(now: number): void {
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed * this.#perSecond) / 1_000);
  }
}
