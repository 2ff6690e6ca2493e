/** For unit tests: what the gateway keeps in Redis, in a map; `fails` makes every operation fail as if Redis was away. */
import type { SessionStore } from './auth/session-store.ts';
import type { ResponseStore } from './commands/idempotency.ts';
import type { SentStore } from './commands/tracked.ts';

export interface TestStores {
  readonly kept: Map<string, string>;
  readonly store: ResponseStore & SentStore & { claim(key: string, ttlSeconds: number): Promise<boolean> };
  readonly sessions: SessionStore;
  /** Operations whose key contains this fail; null: none. */
  fails: string | null;
}

export function testStores(): TestStores {
  const kept = new Map<string, string>();
  const reach = async <T>(key: string, work: () => T): Promise<T> => {
    await Promise.resolve();
    if (stores.fails !== null && key.includes(stores.fails)) throw new Error('connect ECONNREFUSED');
    return work();
  };
  const stores: TestStores = {
    kept,
    fails: null,
    store: {
      get: (key) => reach(key, () => kept.get(key) ?? null),
      setOnce: (key, value) => reach(key, () => void (kept.has(key) || kept.set(key, value))),
      claim: (key) => reach(key, () => !kept.has(key) && kept.set(key, '1') !== undefined),
      remove: (key) => reach(key, () => void kept.delete(key)),
    },
    sessions: {
      begin: (id) => reach(`session:${id}`, () => void kept.set(`session:${id}`, '1')),
      isAlive: (id) => reach(`session:${id}`, () => kept.has(`session:${id}`)),
      end: (id) => reach(`session:${id}`, () => void kept.delete(`session:${id}`)),
    },
  };
  return stores;
}
