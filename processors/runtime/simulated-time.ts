import type { Scheduler } from './scheduler.ts';
import { AT_ONCE, type Delivery } from './simulated-delivery.ts';

/** Epoch ms. */
export const SIMULATION_START = 1_700_000_000_000;

/** Turns without anything on its way after which all is taken to be at rest. */
const QUIET_TURNS = 12;

/** Time that stands still between `advance` calls. Turns of the event loop are real. */
export class SimulatedTime {
  readonly #delivery: Delivery;
  #now = SIMULATION_START;
  #timers: { at: number; run: () => void; order: number }[] = [];
  #order = 0;
  #setBack = 0;

  /** @param delivery what is on its way arrives before time moves on. */
  constructor(delivery: Delivery = AT_ONCE) {
    this.#delivery = delivery;
  }

  now(): number {
    return this.#now;
  }

  /** Time that no clock of ours shows: it does not jump when a clock is set back. */
  steady(): number {
    return this.#now + this.#setBack;
  }

  /** A long time in one step: whatever fell due runs once. */
  async leap(ms: number): Promise<void> {
    this.#now += ms;
    await this.advance(2_000);
  }

  /** A clock set back by hand. Timers keep their distance. */
  setBack(ms: number): void {
    this.#now -= ms;
    this.#setBack += ms;
    for (const timer of this.#timers) timer.at -= ms;
  }

  /** For one process: nothing runs any more once `alive` says no. */
  scheduler(alive: () => boolean): Scheduler {
    return {
      now: () => this.#now,
      soon: (run) => {
        setImmediate(() => {
          if (alive()) run();
        });
      },
      after: (ms, run) => {
        const timer = { at: this.#now + ms, order: this.#order++, run: () => (alive() ? run() : undefined) };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
    };
  }

  /** Moves on in steps, running what falls due in order, and lets everything settle in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await this.settle();
      const next = this.#timers.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next || next.at > until) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
    await this.settle();
  }

  /** Everything arrives, and what follows from it, until nothing is likely to be left. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      if (this.#delivery.waiting() > 0) {
        await this.#delivery.next();
        quiet = 0;
      } else {
        await settle(1);
        quiet++;
      }
    }
  }
}

/** Lets promises and immediates run until nothing is likely to be left. */
export async function settle(turns = QUIET_TURNS): Promise<void> {
  for (let n = 0; n < turns; n++) await new Promise((resolve) => setImmediate(resolve));
}
