/**
 * Bugs in the last minute of one partition. A few are dead letters; many are a bad deploy, which must not
 * turn the whole stream into dead letters: then the partition stops and somebody is called.
 */
export class BugMeter {
  readonly #perMinute: number;
  #times: number[] = [];

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Counts one bug; true when it is one too many. */
  note(now: number): boolean {
    this.#times = this.#times.filter((time) => time > now - 60_000);
    this.#times.push(now);
    return this.#times.length > this.#perMinute;
  }
}
