/** Limits of the networks as data. Limits wider than one account (`scope: 'app'`) need a decider of their own. */

export interface LimitRow {
  readonly id: string;
  readonly operation: 'reply';
  readonly scope: 'account' | 'app';
  readonly limit: number;
  readonly windowMs: number;
  /** Whether the network's rate headers speak of this row. */
  readonly inHeaders: boolean;
  readonly source: string;
}

/**
 * How long after a grant its request may begin, ms. The executor checks this right before it sends.
 */
export const GRANT_LIFE_MS = 30_000;
/** Longest time between the beginning of a request and its arrival or failure, ms. */
export const SEND_DEADLINE_MS = 10_000;
/**
 * A grant may be used at any moment of this span, so each window is counted wider by it: whatever the
 * moments, no window by the network's clock then holds more than the limit.
 */
export const GRANT_SPREAD_MS = GRANT_LIFE_MS + SEND_DEADLINE_MS;
