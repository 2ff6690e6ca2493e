/** When an account is polled next: never above the network's limit, and later after failures. Pure. */
import type { PollPace } from '../../platforms/port.ts';
import { backoffMs } from '../../service/backoff.ts';

export type { PollPace } from '../../platforms/port.ts';

/** What is remembered of one account's polls; times in epoch ms. */
export interface PollState {
  /** Beginnings of the latest polls, oldest first; at most `limit`. */
  readonly begun: readonly number[];
  /** Failures in a row. */
  readonly failures: number;
  readonly notBefore: number;
}
export const NEVER_POLLED: PollState = { begun: [], failures: 0, notBefore: 0 };

/** How a poll ended; `retryAt` is the network's own word, epoch ms. */
export type PollEnd =
  | { readonly kind: 'more' }
  | { readonly kind: 'all_read' }
  | { readonly kind: 'failed'; readonly retryAt: number | null };

const BACKOFF_CAP_MS = 60_000;

/** When the next poll may begin, epoch ms; in the past when it may at once. */
export function pollDue({ begun, notBefore }: PollState, pace: PollPace): number {
  const oldest = begun.at(-pace.limit);
  return oldest === undefined ? notBefore : Math.max(notBefore, oldest + pace.windowMs);
}

/** Before the request goes out: it counts whatever becomes of it. */
export function pollBegun(state: PollState, pace: PollPace, now: number): PollState {
  return { ...state, begun: [...state.begun, now].slice(-pace.limit) };
}

/** @param random in [0, 1). */
export function pollEnded(
  state: PollState,
  pace: PollPace,
  now: number,
  end: PollEnd,
  random: number,
): PollState {
  if (end.kind !== 'failed') {
    return { ...state, failures: 0, notBefore: end.kind === 'more' ? now : now + pace.everyMs };
  }
  // The base is doubled because half of the wait is random: no wait is shorter than the usual one.
  const wait = backoffMs(state.failures, { baseMs: 2 * pace.everyMs, capMs: BACKOFF_CAP_MS }, random);
  return { ...state, failures: state.failures + 1, notBefore: Math.max(end.retryAt ?? 0, now + wait) };
}
