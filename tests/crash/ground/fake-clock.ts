/** The clock of our own processes and of the simulated networks, moved by libfaketime; timers run on as they do. */
import { existsSync, writeFileSync } from 'node:fs';

const PLACES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
];

/**
 * A broker refuses records from more than an hour ahead of its own clock, which stays as it is. So ours begins a
 * day behind, and a day that is skipped ends near the broker's time.
 */
const BEHIND_MS = 27 * 3_600_000;

export class FakeClock {
  readonly #file: string;
  readonly #library: string;
  #offsetMs = 0;

  private constructor(file: string, library: string) {
    this.#file = file;
    this.#library = library;
    this.move(-BEHIND_MS);
  }

  /** @returns null where libfaketime is not installed (Debian: `apt-get install faketime`). */
  static find(file: string): FakeClock | null {
    const library = PLACES.find((place) => existsSync(place));
    return library === undefined ? null : new FakeClock(file, library);
  }

  get env(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Moves the clock by so much; processes see it within a second. */
  move(ms: number): void {
    this.#offsetMs += ms;
    const seconds = this.#offsetMs / 1000;
    writeFileSync(this.#file, `${seconds < 0 ? '' : '+'}${seconds}`);
  }
}
