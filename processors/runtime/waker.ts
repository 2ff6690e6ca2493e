import type { Scheduler } from './scheduler.ts';

/** One wake-up at a time: the one asked for last. */
export class Waker {
  readonly #scheduler: Scheduler;
  readonly #wake: () => void;
  #at = Number.POSITIVE_INFINITY;
  #cancel: () => void = () => undefined;

  constructor(scheduler: Scheduler, wake: () => void) {
    this.#scheduler = scheduler;
    this.#wake = wake;
  }

  /** Replaces what was asked before. @param at epoch ms; Infinity for never. */
  set(at: number): void {
    if (at === this.#at) return;
    this.#cancel();
    this.#cancel = () => undefined;
    this.#at = at;
    if (at === Number.POSITIVE_INFINITY) return;
    this.#cancel = this.#scheduler.after(Math.max(0, at - this.#scheduler.now()), () => {
      this.#at = Number.POSITIVE_INFINITY;
      this.#wake();
    });
  }
}
