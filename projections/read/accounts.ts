/** Social accounts of a workspace: open or held, how much of the limit is used, what waits. */
import type { EventData, RateSnapshot } from '../../topics/events.ts';
import { KEY, workspacePrefix } from '../redis/keys.ts';
import type { Stores } from './list.ts';
import type { AccountView, Scope } from './types.ts';

const HOUR_MS = 3_600_000;
/** Accounts of one workspace that are shown. */
const LIMIT = 200;

interface Waiting {
  readonly until: number | null;
  readonly code: string;
  readonly message: string;
}

export async function accounts(stores: Stores, scope: Scope): Promise<readonly AccountView[]> {
  const prefix = workspacePrefix(await stores.view(), scope.tenantId, scope.workspaceId);
  const ids = (await stores.redis.smembers(prefix + KEY.accounts)).sort().slice(0, LIMIT);
  const now = stores.now();
  return Promise.all(
    ids.map(async (accountId): Promise<AccountView> => {
      const [hash, waiting, posted] = await Promise.all([
        stores.redis.hgetall(prefix + KEY.account(accountId)),
        stores.redis.zcard(prefix + KEY.waiting(accountId)),
        stores.redis.zcount(prefix + KEY.posts(accountId), now - HOUR_MS, '+inf'),
      ]);
      const section = (name: string): unknown => JSON.parse(hash[`s:${name}`] ?? 'null');
      return accountView(accountId, {
        connected: section('connected') as EventData['AccountConnected'] | null,
        settings: section('settings') as EventData['AccountConfigured'] | null,
        rate: section('rate') as RateSnapshot | null,
        lastWait: section('waiting') as Waiting | null,
        waiting,
        posted,
        now,
        windowSecondsOf: stores.windowSecondsOf,
      });
    }),
  );
}

/** Pure. */
export function accountView(
  accountId: string,
  facts: {
    readonly connected: EventData['AccountConnected'] | null;
    readonly settings: EventData['AccountConfigured'] | null;
    readonly rate: RateSnapshot | null;
    readonly lastWait: Waiting | null;
    readonly waiting: number;
    readonly posted: number;
    readonly now: number;
    readonly windowSecondsOf: (network: string) => number | null;
  },
): AccountView {
  const { connected, settings, rate, lastWait, waiting, now } = facts;
  const nextFree = waiting > 0 && lastWait?.until && lastWait.until > now ? lastWait.until : null;
  // The network's window has passed: what it said about it is no longer true.
  const current = rate !== null && rate.resetAt > now;
  const network = connected?.network ?? settings?.network ?? accountId.split(':')[0] ?? '';
  return {
    accountId,
    network,
    handle: connected?.handle ?? null,
    hold: settings?.hold ?? false,
    holdReason: settings?.holdReason ?? null,
    limit:
      rate === null
        ? null
        : {
            used: current ? Math.max(0, rate.limit - rate.remaining) : 0,
            limit: rate.limit,
            windowSeconds: facts.windowSecondsOf(network),
            nextFreeAt: nextFree === null ? null : new Date(nextFree).toISOString(),
          },
    waiting,
    waitingReason: waiting > 0 ? (lastWait?.message ?? null) : null,
    postedLastHour: facts.posted,
  };
}
