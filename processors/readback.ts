/**
 * action.attempts (unconfirmed) → action.commands (RecordReadback): looks at the network for what an
 * attempt without an outcome may have posted. By target, author and time, never by text, which networks
 * rewrite. Several looks, because networks show a post in their listings a little later than they take it.
 */
import { NetworkError } from '../platforms/port.ts';
import type { PlatformClient, ReadBack } from '../platforms/port.ts';
import { seededBug } from '../service/seeded-bugs.ts';
import type { AttemptUnconfirmedData } from '../topics/events.ts';
import { isEvent } from './runtime/types.ts';
import type { Effect, Outcome } from './runtime/types.ts';

/** Looks, ms after the attempt was recorded as unconfirmed; the last one decides. */
const LOOKS_MS = [5_000, 30_000, 120_000] as const;
/** Clocks of the network and ours may differ by this. */
export const CLOCK_DIFFERENCE_MS = 120_000;
/**
 * A network that cannot be read is asked again after this. It is given up after two hours, because what waits
 * holds up the account and takes the partition's places for waiting; a person can look later.
 */
const UNREADABLE_WAIT_MS = 30_000;
const GIVE_UP_MS = 2 * 3_600_000;

export interface ReadbackDeps {
  readonly clientOf: (accountId: string) => PlatformClient | undefined;
  /** Instead of 5 s, 30 s and 2 min; ascending. */
  readonly looksMs?: readonly number[];
}

export function readback({ clientOf, looksMs = LOOKS_MS }: ReadbackDeps): Effect {
  const firstLook = looksMs[0] ?? 0;
  return {
    kind: 'effect',
    name: 'readback',
    version: 1,
    purpose: 'Reads networks back for attempts whose answer was lost.',
    inputs: ['action.attempts'],
    outputs: ['action.commands'],
    concurrency: 4,
    deadlineMs: 60_000,
    // More unconfirmed attempts of one account than may wait: a person looks, as after two hours.
    overflow: (event) =>
      isEvent(event, 'AttemptUnconfirmed')
        ? found(event.data, 'unknown', null, 0)
        : { kind: 'skip', reason: 'outcome_known' },
    handle: async (event, { now, signal }) => {
      if (!isEvent(event, 'AttemptUnconfirmed')) return { kind: 'skip', reason: 'outcome_known' };
      if (seededBug('skip-readback') && event.data.target.network === 'mastodon')
        return { kind: 'skip', reason: 'seeded_bug' };
      const { data, recordedAt } = event;
      const age = now - recordedAt;
      if (age < firstLook) return { kind: 'park', reason: 'settling', until: recordedAt + firstLook };
      const next = looksMs.find((at) => at > age);
      const looks = looksMs.filter((at) => at <= age).length;
      const seen = await look(clientOf(data.target.accountId), data, recordedAt, signal);
      if (seen instanceof NetworkError) {
        if (age >= GIVE_UP_MS) return found(data, 'unknown', null, looks);
        const wanted = Math.max(seen.retryAt ?? 0, now + UNREADABLE_WAIT_MS);
        const until = Math.min(wanted, recordedAt + GIVE_UP_MS);
        return { kind: 'park', reason: `network_${seen.code}`, until };
      }
      if (seen.found) return found(data, 'published', seen.networkPostId, looks);
      if (next !== undefined) return { kind: 'park', reason: 'settling', until: recordedAt + next };
      return found(data, 'not_found', null, looks);
    },
  };
}

async function look(
  client: PlatformClient | undefined,
  { target, notBefore }: AttemptUnconfirmedData,
  recordedAt: number,
  signal: AbortSignal,
): Promise<ReadBack | NetworkError> {
  if (!client) return new NetworkError('unreachable', 'This network is not configured here.');
  if (seededBug('blind-readback')) return { found: false };
  // Records from before `notBefore` existed: an attempt is over within minutes of its grant.
  const since = (notBefore ?? recordedAt - 3_600_000) - CLOCK_DIFFERENCE_MS;
  return client.readBack(target, since, signal).catch((error: unknown) => {
    if (error instanceof NetworkError) return error;
    throw error;
  });
}

function found(
  { target, attemptId }: AttemptUnconfirmedData,
  finding: 'published' | 'not_found' | 'unknown',
  networkPostId: string | null,
  readbacks: number,
): Extract<Outcome, { kind: 'emit' }> {
  const { actionId, accountId } = target;
  const data = { actionId, attemptId, accountId, finding, networkPostId, readbacks };
  return {
    kind: 'emit',
    outputs: [{ topic: 'action.commands', key: accountId, type: 'RecordReadback', data }],
  };
}
