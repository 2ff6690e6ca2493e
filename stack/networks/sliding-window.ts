/** The answer to one `take`: how full the window is now, and when the next place becomes free. */
export interface Taken {
  readonly granted: boolean;
  readonly used: number;
  readonly remaining: number;
  /** Epoch ms at which the oldest counted event leaves the window; `now` when it is empty. */
  readonly resetAtMs: number;
}

/**
 * An exact sliding window: at most `limit` granted events in any half-open interval of `windowMs`. It
 * also remembers the fullest window it ever saw. Pure of clocks: time is an argument and never runs
 * backwards inside (an earlier `now` counts as the latest one seen).
 */
export class SlidingWindow {
  readonly limit: number;
  readonly windowMs: number;
  #times: number[] = [];
  #head = 0;
  #latest = -Infinity;
  maxUsed = 0;
  refused = 0;

  constructor(limit: number, windowMs: number) {
    this.limit = limit;
    this.windowMs = windowMs;
  }

  take(nowMs: number): Taken {
    const now = this.#advance(nowMs);
    const granted = this.#size() < this.limit;
    if (granted) this.#times.push(now);
    else this.refused += 1;
    this.maxUsed = Math.max(this.maxUsed, this.#size());
    return this.#answer(granted, now);
  }

  /** The state without taking a place. */
  look(nowMs: number): Taken {
    const now = this.#advance(nowMs);
    return this.#answer(this.#size() < this.limit, now);
  }

  #advance(nowMs: number): number {
    const now = Math.max(nowMs, this.#latest);
    this.#latest = now;
    while (this.#head < this.#times.length && this.#times[this.#head]! <= now - this.windowMs)
      this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#head);
      this.#head = 0;
    }
    return now;
  }

  #size(): number {
    return this.#times.length - this.#head;
  }

  #answer(granted: boolean, now: number): Taken {
    const oldest = this.#times[this.#head];
    return {
      granted,
      used: this.#size(),
      remaining: Math.max(0, this.limit - this.#size()),
      resetAtMs: oldest === undefined ? now : oldest + this.windowMs,
    };
  }
}
