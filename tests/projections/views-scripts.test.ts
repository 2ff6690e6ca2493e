/** The views' scripts in a real Redis: order, repetition and a FLUSHALL in the middle change nothing. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type TestStack } from '../../stack/testing.ts';
import { applyItems, evict, VIEW_LIMITS, type Item } from '../../projections/redis/apply.ts';
import { openRedis, type Redis } from '../../projections/redis/client.ts';
import { proposalOf, stateOf, type Group, type Proposal } from '../../projections/redis/state.ts';
import { writesOf } from '../../projections/redis/writes.ts';
import { viewChecksum } from '../../projections/checksum.ts';
import { lifeOf } from './story.ts';

let stack: TestStack;
let redis: Redis;
beforeAll(async () => {
  stack = await startStack({ parts: ['redis'] });
  redis = openRedis({ redis: { url: stack.services.redis?.url as string } }, () => undefined);
});
afterAll(async () => {
  redis?.disconnect();
  await stack?.stop();
});

const AT = 1_790_000_000_000;
const NOW = AT + 60_000;

/** Records of some lives as topics would hold them: offsets count up per topic. */
function itemsOf(count: number): readonly Item[] {
  const offsets = new Map<string, number>();
  return Array.from({ length: count }, (_, n) => lifeOf(n, AT + n)).flatMap((life) =>
    life.map(({ topic, event }) => {
      const offset = offsets.get(topic) ?? 0;
      offsets.set(topic, offset + 1);
      const record = {
        topic,
        partition: 0,
        offset,
        key: null,
        value: null,
        headers: {},
        timestamp: event.recordedAt,
      };
      return { record, event, live: true };
    }),
  );
}

describe('the scripts of the views', () => {
  it('give the same view whatever the order of topics, with records repeated, and emptied in the middle', async () => {
    const items = itemsOf(24);
    await redis.flushall();
    await applyItems(redis, '1.1', items, VIEW_LIMITS, NOW);
    const wanted = await viewChecksum(redis, '1.1');
    expect(wanted.rows).toBeGreaterThan(24);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000_000), { minLength: items.length, maxLength: items.length }),
        fc.nat(items.length),
        fc.boolean(),
        async (order, cut, empty) => {
          await redis.flushall();
          const shuffled = items
            .map((item, n) => ({ item, key: order[n] ?? 0 }))
            .sort((a, b) => a.key - b.key);
          const before = shuffled.slice(0, cut).map(({ item }) => item);
          await applyItems(redis, '1.1', before, VIEW_LIMITS, NOW);
          if (empty) await redis.flushall();
          // Everything again from the beginning, what was written before too.
          await applyItems(
            redis,
            '1.1',
            shuffled.map(({ item }) => item),
            VIEW_LIMITS,
            NOW,
          );
          await applyItems(redis, '1.1', before, VIEW_LIMITS, NOW);
          expect(await viewChecksum(redis, '1.1')).toEqual(wanted);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('give the same view however many writes are collected before they are sent', async () => {
    const items = itemsOf(60);
    const run = async (together: number): Promise<unknown> => {
      await redis.flushall();
      await applyItems(redis, '1.1', items, VIEW_LIMITS, NOW, undefined, together);
      return viewChecksum(redis, '1.1');
    };
    const wanted = await run(1);
    for (const together of [7, 10_000]) expect(await run(together)).toEqual(wanted);
  });

  it('derive the same state as the pure function', async () => {
    const items = itemsOf(40);
    await redis.flushall();
    await applyItems(redis, '1.1', items, VIEW_LIMITS, NOW);
    const said = new Map<string, Partial<Record<Group, Proposal>>>();
    for (const { event } of items) {
      for (const write of writesOf(event)) {
        if (write.kind === 'engagement')
          said.set(write.id, { ...said.get(write.id), [write.group]: proposalOf(event) });
      }
    }
    expect(said.size).toBe(40);
    for (const [id, words] of said) {
      const state = stateOf(words);
      expect(await redis.hget(`sp:1.1:{demo/acme}:e:${id}`, 'state')).toBe(state);
      expect(await redis.zscore(`sp:1.1:{demo/acme}:state:${state}`, id)).not.toBeNull();
    }
    const states = await redis.keys('sp:1.1:{demo/acme}:state:*');
    const sizes = await Promise.all(states.map((key) => redis.zcard(key)));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(40); // in one state each
  });

  it('keep the newest engagements and those that wait for a person; what went does not come back by a replay', async () => {
    const items = itemsOf(60);
    const limits = { engagements: 20, open: 1_000, live: 100 };
    await redis.flushall();
    await evict(redis, await applyItems(redis, '1.1', items, limits, NOW), limits);
    await evict(redis, ['sp:1.1:{demo/acme}:'], limits);
    const kept = await redis.zcard('sp:1.1:{demo/acme}:all');
    const held = await redis.zcard('sp:1.1:{demo/acme}:review');
    expect(held).toBe(15);
    expect(kept).toBeLessThanOrEqual(20 + 30); // held and waiting ones stay beyond the limit
    await applyItems(
      redis,
      '1.1',
      items.filter(({ record }) => record.topic === 'engagement.received'),
      limits,
      NOW,
    );
    expect(await redis.zcard('sp:1.1:{demo/acme}:all')).toBe(kept);
  });

  it('whatever the order of records, what is left of too many is the same: all open ones, and the newest of the rest', async () => {
    const items = itemsOf(48);
    const limits = { engagements: 10, open: 1_000, live: 100 };
    const prefix = 'sp:1.1:{demo/acme}:';
    const run = async (list: readonly Item[]): Promise<Awaited<ReturnType<typeof viewChecksum>>> => {
      await redis.flushall();
      for (let n = 0; n < list.length; n += 7) {
        await evict(redis, await applyItems(redis, '1.1', list.slice(n, n + 7), limits, NOW), limits);
      }
      for (let idle = 0; idle < 3;) idle = (await evict(redis, [prefix], limits)).gone > 0 ? 0 : idle + 1;
      return viewChecksum(redis, '1.1');
    };
    const wanted = await run(items);
    expect(await redis.zcard(`${prefix}all`)).toBeLessThan(48);
    expect(await redis.zcard(`${prefix}state:held`)).toBe(12);
    expect(await redis.zcard(`${prefix}state:waiting`)).toBe(12);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000_000), { minLength: items.length, maxLength: items.length }),
        async (order) => {
          const shuffled = items
            .map((item, n) => ({ item, key: order[n] ?? 0 }))
            .sort((x, y) => x.key - y.key)
            .map(({ item }) => item);
          expect(await run(shuffled)).toEqual(wanted);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('a long queue of open ones does not stop the ended ones behind it from going', async () => {
    const prefix = 'sp:1.1:{demo/acme}:';
    const limits = { engagements: 2_000, open: 10_000, live: 100 };
    await redis.flushall();
    const pipeline = redis.pipeline();
    for (let n = 0; n < 5_000; n += 1) {
      pipeline.zadd(`${prefix}all`, n, `e${n}`);
      pipeline.hset(`${prefix}e:e${n}`, 'state', n < 1_500 ? 'held' : 'posted');
    }
    await pipeline.exec();
    for (let call = 0; call < 40; call += 1) await evict(redis, [prefix], limits);
    // All that are open, and of the rest the newest 2,000.
    expect(await redis.zcount(`${prefix}all`, 0, 1_499)).toBe(1_500);
    expect(await redis.zcount(`${prefix}all`, 1_500, 2_999)).toBe(0);
    expect(await redis.zcount(`${prefix}all`, 3_000, 4_999)).toBe(2_000);
  });

  it('above the hard limit the oldest go, whatever they wait for, and are counted', async () => {
    const prefix = 'sp:1.1:{demo/acme}:';
    await redis.flushall();
    for (let n = 0; n < 50; n += 1) {
      await redis.zadd(`${prefix}all`, n, `e${n}`);
      await redis.hset(`${prefix}e:e${n}`, 'state', 'held');
    }
    expect(await evict(redis, [prefix], { engagements: 10, open: 30, live: 100 })).toEqual({
      gone: 20,
      open: 20,
    });
    expect(await redis.zcount(`${prefix}all`, 20, 49)).toBe(30);
  });
});

describe('the checksum of a view', () => {
  const at = (name: string): string => `sp:1.1:{demo/acme}:${name}`;
  const write = async (): Promise<void> => {
    await redis.flushall();
    await redis.hset(at('e:1'), { a: 'bc', ab: 'c' });
    await redis.zadd(at('all'), 1, 'one', 2, 'two');
    await redis.sadd(at('accounts'), 'x:1', 'x:2');
    await redis.set(at('workspace'), 'text');
  };

  it.each<readonly [string, () => Promise<unknown>]>([
    ['a value', () => redis.hset(at('e:1'), 'a', 'bd')],
    [
      'where a value ends and the next field begins',
      () => redis.del(at('e:1')).then(() => redis.hset(at('e:1'), { a: 'b', ca: 'bc' })),
    ],
    ['a field', () => redis.hset(at('e:1'), 'b', '')],
    ['a score', () => redis.zadd(at('all'), 3, 'two')],
    ['a member of an order', () => redis.zrem(at('all'), 'one')],
    ['a member of a set', () => redis.sadd(at('accounts'), 'x:3')],
    ['a text', () => redis.set(at('workspace'), 'texts')],
    ['a key', () => redis.del(at('workspace'))],
    ['the name of a key', () => redis.rename(at('e:1'), at('e:2'))],
    ['its workspace', () => redis.rename(at('e:1'), 'sp:1.1:{demo/other}:e:1')],
  ])('is another when %s changes', async (_what, change) => {
    await write();
    const before = await viewChecksum(redis, '1.1');
    expect(await viewChecksum(redis, '1.1')).toEqual(before);
    await change();
    expect(await viewChecksum(redis, '1.1')).not.toEqual(before);
  });

  it('does not depend on the order of writes, nor on what expires by itself', async () => {
    await write();
    const before = await viewChecksum(redis, '1.1');
    await redis.flushall();
    await redis.set(at('workspace'), 'text');
    await redis.sadd(at('accounts'), 'x:2', 'x:1');
    await redis.zadd(at('all'), 2, 'two', 1, 'one');
    await redis.hset(at('e:1'), { ab: 'c', a: 'bc' });
    await redis.set(at('command:9'), 'answer');
    expect(await viewChecksum(redis, '1.1')).toEqual(before);
  });
});
