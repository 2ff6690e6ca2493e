/** First responses, sent commands and spent login codes, in Redis, where they expire. A cache: nothing depends on it for truth. */
import type { Redis } from 'ioredis';
import type { ResponseStore } from './idempotency.ts';

export function createResponseStore(redis: Redis): ResponseStore & {
  /** True for the first caller of this key only. */
  claim(key: string, ttlSeconds: number): Promise<boolean>;
  remove(key: string): Promise<void>;
} {
  return {
    get: (key) => redis.get(key),
    async setOnce(key, value, ttlSeconds) {
      await redis.set(key, value, 'EX', ttlSeconds, 'NX');
    },
    claim: async (key, ttlSeconds) => (await redis.set(key, '1', 'EX', ttlSeconds, 'NX')) === 'OK',
    async remove(key) {
      await redis.del(key);
    },
  };
}
