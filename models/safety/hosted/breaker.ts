/** Stops asking a service that keeps failing, so that each text does not wait for its deadline. */

/** Failures in a row after which a service is left alone. */
const MOST_FAILURES = 3;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** The service was not asked. */
export class ServicePaused extends Error {
  override readonly name = 'ServicePaused';
}

export class Breaker {
  readonly #now: () => number;
  #failures = 0;
  #until = 0;

  /** @param now epoch ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws ServicePaused, or what the call throws */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#now() < this.#until) throw new ServicePaused('the service failed lately and is not asked');
    try {
      const answer = await call();
      this.#failures = 0;
      return answer;
    } catch (error) {
      this.#failures += 1;
      const beyond = this.#failures - MOST_FAILURES;
      if (beyond >= 0)
        this.#until = this.#now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(beyond, 10));
      throw error;
    }
  }
}
