/**
 * In which order arrives what is on its way between simulated processes and the world. Without one, everything
 * arrives at once, in the order in which it was sent.
 */
export interface Delivery {
  /** Resolves when it is the turn of this request or answer. */
  arrives(what: string): Promise<void>;
  /** How much is on its way. */
  waiting(): number;
  /** Lets one arrive, whichever the order chooses. Only while something is on its way. */
  next(): Promise<void>;
}

export const AT_ONCE: Delivery = {
  arrives: () => Promise.resolve(),
  waiting: () => 0,
  next: () => Promise.resolve(),
};
