/** Which request or answer of all that are on their way arrives next: chosen by fast-check's scheduler. */
import fc from 'fast-check';
import type { Delivery } from '../../processors/runtime/simulated-delivery.ts';

/**
 * One order, a function of its number. The scheduler is made anew from it each time: copies that fast-check 4.10 makes
 * of one scheduler draw from one source, so the second would go on where the first ended.
 */
export class Order implements Delivery {
  readonly #number: number;
  readonly #scheduler: fc.Scheduler;

  constructor(number: number) {
    this.#number = number;
    const [scheduler] = fc.sample(fc.scheduler(), { seed: number, numRuns: 1 });
    if (!scheduler) throw new Error('one scheduler was asked for');
    this.#scheduler = scheduler;
  }

  async arrives(what: string): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve(), what);
  }

  waiting(): number {
    return this.#scheduler.count();
  }

  next(): Promise<void> {
    return this.#scheduler.waitOne();
  }

  /** The same order from its beginning. */
  again(): Order {
    return new Order(this.#number);
  }

  [fc.cloneMethod](): Order {
    return this.again();
  }

  /** The scheduler's own report has a line for each of thousands of arrivals. */
  [fc.toStringMethod](): string {
    return `order ${this.#number}`;
  }
}

export const orders: fc.Arbitrary<Order> = fc.nat().map((number) => new Order(number));
