/** The networks' clock: the machine's, moved by a skew that the control API sets. */
export class Clock {
  skewMs = 0;
  readonly #machine: () => number;

  constructor(machine: () => number) {
    this.#machine = machine;
  }

  now = (): number => this.#machine() + this.skewMs;
}
