/**
 * Sessions that are alive, in Redis. A cookie alone is not enough: its session must stand here, so signing out
 * ends it everywhere, and what Redis lost is signed out. Who asks while Redis is away gets the error, never a yes.
 */
import type { Redis } from 'ioredis';

export interface SessionStore {
  begin(id: string, ttlSeconds: number): Promise<void>;
  /** @throws when it cannot be told. */
  isAlive(id: string): Promise<boolean>;
  end(id: string): Promise<void>;
}

const keyOf = (id: string): string => `sp:session:${id}`;

export function createSessionStore(redis: Redis): SessionStore {
  return {
    async begin(id, ttlSeconds) {
      await redis.set(keyOf(id), '1', 'EX', ttlSeconds);
    },
    isAlive: async (id) => (await redis.exists(keyOf(id))) === 1,
    async end(id) {
      await redis.del(keyOf(id));
    },
  };
}
