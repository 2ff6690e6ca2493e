/**
 * The exact record of grants of one account, against sliding windows of the network's clock.
 *
 * A grant of time g may be used at any moment of [g, g + GRANT_SPREAD_MS]. Two uses can lie closer together
 * than their grants by that span, never more, so every window is counted wider by it. What the network says
 * in its headers can only tighten this.
 */
import { GRANT_SPREAD_MS } from '../../../platforms/limits.ts';
import type { LimitRow } from '../../../platforms/limits.ts';
import { seededBug } from '../../../service/seeded-bugs.ts';
import type { RateSnapshot } from '../../../topics/events.ts';

export interface Ledger {
  /** Times of grants, ascending; no more than the largest limit. */
  readonly grants: readonly number[];
  /** The network's word: how many more grants before `resetAt`. */
  readonly cap: { readonly remaining: number; readonly resetAt: number } | null;
  /** Limit in force by the headers, where lower than the table's. */
  readonly observedLimit: number | null;
}

export const EMPTY_LEDGER: Ledger = { grants: [], cap: null, observedLimit: null };

/** Rows that one account's decider can keep by itself. */
export function accountRows(rows: readonly LimitRow[]): readonly LimitRow[] {
  return rows.filter((row) => row.scope === 'account');
}

function limitOf(ledger: Ledger, row: LimitRow): number {
  const observed = row.inHeaders && ledger.observedLimit !== null ? ledger.observedLimit : row.limit;
  return Math.max(1, Math.min(row.limit, observed));
}

/** Earliest time of the grant that has `ahead` others before it; never before `now`. Exact when `ahead` is 0. */
export function freeAt(ledger: Ledger, rows: readonly LimitRow[], now: number, ahead = 0): number {
  if (seededBug('token-bucket')) return bucketFreeAt(ledger, rows, now);
  const free = Math.max(now, ...accountRows(rows).map((row) => rowFreeAt(ledger, row, now, ahead)));
  const { cap } = ledger;
  return cap && now < cap.resetAt && ahead >= cap.remaining ? Math.max(free, cap.resetAt) : free;
}

/** The seeded bug: full at first, refilled all the time, so that a window can see twice the limit. */
function bucketFreeAt({ grants }: Ledger, rows: readonly LimitRow[], now: number): number {
  const times = accountRows(rows).map(({ limit, windowMs }) => {
    const perToken = windowMs / limit;
    let tokens = limit;
    let at = grants[0] ?? now;
    for (const grant of [...grants, now]) {
      tokens = Math.min(limit, tokens + (grant - at) / perToken) - 1;
      at = grant;
    }
    return tokens >= 0 ? now : now - tokens * perToken;
  });
  return Math.max(now, ...times);
}

function rowFreeAt(ledger: Ledger, row: LimitRow, now: number, ahead: number): number {
  const limit = limitOf(ledger, row);
  const span = row.windowMs + GRANT_SPREAD_MS;
  const { grants } = ledger;
  // The grant that must have left the window. One that is still to come is `limit` places behind another.
  let place = grants.length + ahead - limit;
  let later = 0;
  for (; place >= grants.length; place -= limit) later += span;
  const blocking = grants[place];
  return later + (blocking === undefined ? now : Math.max(now, blocking + span));
}

export function withGrant(ledger: Ledger, rows: readonly LimitRow[], now: number): Ledger {
  const most = Math.max(1, ...accountRows(rows).map((row) => row.limit));
  const { cap } = ledger;
  return {
    ...ledger,
    grants: [...ledger.grants, now].slice(-most),
    cap: cap === null || now >= cap.resetAt ? null : { ...cap, remaining: Math.max(0, cap.remaining - 1) },
  };
}

/** A grant that provably never left the machine gives its place back. */
export function withoutGrant(ledger: Ledger, grantedAt: number): Ledger {
  const at = ledger.grants.lastIndexOf(grantedAt);
  return at === -1 ? ledger : { ...ledger, grants: ledger.grants.toSpliced(at, 1) };
}

/** @param outstanding grants that the network has not seen yet; they will use up what it has left. */
export function withRate(
  ledger: Ledger,
  rows: readonly LimitRow[],
  rate: RateSnapshot,
  outstanding: number,
): Ledger {
  const row = accountRows(rows).find((candidate) => candidate.inHeaders);
  return {
    ...ledger,
    cap: { remaining: Math.max(0, rate.remaining - outstanding), resetAt: rate.resetAt },
    observedLimit: row && rate.limit < row.limit ? rate.limit : null,
  };
}

/** A refusal without numbers: nothing until then. */
export function withPause(ledger: Ledger, until: number): Ledger {
  return { ...ledger, cap: { remaining: 0, resetAt: until } };
}
