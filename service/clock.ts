/** Time as an argument: epoch milliseconds. The core gets it from here, tests give their own. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
