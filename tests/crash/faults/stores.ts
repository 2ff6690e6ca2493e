/** Stores that forget, or are away for long. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { READY_MS, type Fault } from './fault.ts';

export const flushAll: Fault = {
  name: 'FLUSHALL',
  does: 'Redis loses everything in one command; views come back from the log',
  short: true,
  async inflict({ installation }) {
    await installation.stack.whenReady('redis', READY_MS);
    const redis = new Redis(installation.config.redis.url, {
      maxRetriesPerRequest: 2,
      commandTimeout: 10_000,
    });
    try {
      await redis.flushall();
    } finally {
      redis.disconnect();
    }
  },
};

export const clickhouseAway: Fault = {
  name: 'ClickHouse away',
  does: 'ClickHouse is stopped for five minutes; the sink waits and loses nothing',
  short: false,
  async inflict({ installation: { stack }, ms }) {
    await stack.halt('clickhouse');
    await sleep(ms(300_000));
    await stack.revive('clickhouse');
  },
};

export const diskFull: Fault = {
  name: 'disk full',
  does: 'the disk of everything runs full for 10 s; what cannot be written is not accepted',
  short: false,
  missing: ({ disk }) => (disk === null ? 'there is no small disk here' : null),
  async inflict({ installation: { stack }, disk, say }) {
    disk?.fill();
    await sleep(10_000);
    disk?.free();
    say(`  ${Math.round((disk?.freeBytes ?? 0) / 2 ** 20)} MB are free again`);
    for (const part of ['kafka', 'redis', 'clickhouse', 'registry'] as const)
      await stack.whenReady(part, READY_MS);
  },
};
