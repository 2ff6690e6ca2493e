/** The account decider's own work, without a log: how many decisions a second, and how large its state grows. */
import { decideAccount } from '../../../processors/machines/account/decide.ts';
import { EMPTY_LEDGER, freeAt, withGrant, type Ledger } from '../../../processors/machines/account/ledger.ts';
import { LEDGER } from '../../../processors/machines/account/state.ts';
import { event, NOW, request } from '../../../processors/machines/testing.ts';
import type { TimerFired } from '../../../processors/runtime/types.ts';
import type { LimitRow } from '../../../platforms/limits.ts';
import type { AnyEvent } from '../../../topics/events.ts';

export interface Measured {
  readonly what: string;
  readonly decisions: number;
  readonly perSecond: number;
  /** Exact times kept. */
  readonly grants: number;
  /** Of the ledger, as the changelog holds it. */
  readonly ledgerBytes: number;
  /** Of everything that is kept of the account. */
  readonly stateBytes: number;
  readonly rows: number;
}

/** Decisions between two looks at the clock. */
const ROUND = 200;
/** 180 replies in X's window of three hours: its limit is never in the way. */
const REPLY_EVERY_MS = 60_000;
/** Replies between two sweeps of what is kept too long, as the runtime does it. */
const SWEEP_EVERY = 1_000;

/** Asks and grants as fast as the limits let it, on a clock that jumps to the next free moment. */
export function ledgerDecisions(what: string, rows: readonly LimitRow[], forMs: number): Measured {
  const fill = Math.max(...rows.map(({ limit }) => limit));
  let ledger: Ledger = EMPTY_LEDGER;
  let now = NOW;
  const decide = (): void => {
    now = freeAt(ledger, rows, now);
    ledger = withGrant(ledger, rows, now);
  };
  for (let n = 0; n < fill; n += 1) decide();
  const { count, ms } = timed(forMs, decide);
  const bytes = Buffer.byteLength(JSON.stringify(ledger));
  return {
    what,
    decisions: count,
    perSecond: Math.round((count / ms) * 1_000),
    grants: ledger.grants.length,
    ledgerBytes: bytes,
    stateBytes: bytes,
    rows: 1,
  };
}

/**
 * The whole decider: for each reply a request (every check, the grant) and the word that it was posted. The clock
 * goes on so far between two replies that the network's limit is never in the way.
 */
export function deciderDecisions(what: string, forMs: number): Measured {
  const kept = new Map<string, { readonly value: unknown; readonly expiresAt: number | null }>();
  const accountId = 'x:1001';
  let now = NOW;
  let replies = 0;
  const give = (input: AnyEvent | TimerFired): ReturnType<typeof decideAccount> => {
    const read = (row: string): unknown => {
      const found = kept.get(row);
      return found && (found.expiresAt === null || found.expiresAt > now) ? found.value : undefined;
    };
    const decision = decideAccount(input, { get: read }, { now });
    for (const { row, value, expiresAt } of decision.rows ?? []) {
      if (value === null) kept.delete(row);
      else kept.set(row, { value, expiresAt });
    }
    return decision;
  };
  give(
    event('ConfigureAccount', {
      accountId,
      network: 'x',
      hold: false,
      holdReason: null,
      quietHours: null,
      settingsVersion: 1,
      safetyPolicyNumber: 0,
    }),
  );
  const reply = (): void => {
    replies += 1;
    now += REPLY_EVERY_MS;
    const asked = request(replies);
    const target = { ...asked.target, targetCreatedAt: now };
    const { outputs = [] } = give(event('RequestAction', { ...asked, target }));
    const [granted] = outputs;
    if (granted?.type !== 'ActionGranted')
      throw new Error(`reply ${replies} was not granted: ${granted?.type}`);
    const { grantId } = granted.data;
    const attempt = { attemptId: `attempt-${replies}`, grantId, target };
    give(event('AttemptPublished', { ...attempt, networkPostId: '9', publishedText: null, rate: null }));
    if (replies % SWEEP_EVERY === 0)
      for (const [row, { expiresAt }] of kept) if (expiresAt !== null && expiresAt <= now) kept.delete(row);
  };
  for (let n = 0; n < 2_000; n += 1) reply();
  const { count, ms } = timed(forMs, reply);
  const ledger = kept.get(LEDGER)?.value as Ledger;
  const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  return {
    what,
    decisions: 2 * count,
    perSecond: Math.round((2 * count * 1_000) / ms),
    grants: ledger.grants.length,
    ledgerBytes: sizeOf(ledger),
    stateBytes: [...kept].reduce((sum, [row, { value }]) => sum + row.length + sizeOf(value), 0),
    rows: kept.size,
  };
}

function timed(forMs: number, work: () => void): { readonly count: number; readonly ms: number } {
  const began = performance.now();
  for (let count = ROUND; ; count += ROUND) {
    for (let n = 0; n < ROUND; n += 1) work();
    const ms = performance.now() - began;
    if (ms >= forMs) return { count, ms };
  }
}
