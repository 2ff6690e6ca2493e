/** Views on a real Redis that goes back in time, with an archive or a coordinator that is away meanwhile. */
import { readdir, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStack, type TestStack } from '../../stack/testing.ts';
import { World } from '../../processors/runtime/simulation.ts';
import type { History } from '../../projections/history.ts';
import { VIEW_LIMITS } from '../../projections/redis/apply.ts';
import { openRedis, type Redis } from '../../projections/redis/client.ts';
import { epochKey, workspacePrefix } from '../../projections/redis/keys.ts';
import { createViews, type Views } from '../../projections/redis/views.ts';
import { systemWaits } from '../../projections/waits.ts';
import type { Log, LogRecord } from '../../topics/log/port.ts';
import { eventually } from './harness.ts';

const VIEW = '1.0';
const WORKSPACE = `${workspacePrefix(VIEW, 'demo', 'acme')}workspace`;
const WITHIN_MS = 20_000;

let stack: TestStack;
let redis: Redis;
let world: World;
let views: Views;
let reasons: (string | null)[];
let fatal: Error[];
let rewinds: number[];

beforeAll(async () => {
  stack = await startStack({ parts: ['redis'] });
  redis = openRedis({ redis: { url: stack.services.redis?.url as string } }, () => undefined);
});
afterAll(async () => {
  redis?.disconnect();
  await stack?.stop();
});
beforeEach(async () => {
  await redis.flushall();
  world = await World.with([]);
  reasons = [];
  fatal = [];
  rewinds = [];
});
afterEach(() => views.stop());

async function run(
  parts: { readonly log?: Log; readonly history?: History; readonly redis?: Redis } = {},
): Promise<void> {
  views = createViews({
    log: world.log,
    history: { read: (range) => world.log.read(range) },
    redis,
    codec: world.codec,
    view: VIEW,
    limits: VIEW_LIMITS,
    waits: systemWaits,
    events: {
      onWait: (reason) => reasons.push(reason),
      onPoison: () => undefined,
      onRewind: ({ offset }) => rewinds.push(offset),
      onApplied: () => undefined,
      onOpenEvicted: () => undefined,
      onFatal: (error) => fatal.push(error),
    },
    ...parts,
  });
  await views.run();
}
const resume = (): Promise<unknown> => world.append('workspace.events', 'acme', 'WorkspaceResumed', {});
const pause = (): Promise<unknown> =>
  world.append('workspace.events', 'acme', 'WorkspacePaused', { reason: 'kill switch' });
const shows = (what: 'paused' | 'running'): Promise<string | null> =>
  eventually(
    () => redis.hget(WORKSPACE, 's:pause'),
    (said) => said?.includes(`"paused":${what === 'paused'}`) ?? false,
    WITHIN_MS,
  );

/** What was written may be seen before it is lost, so this is waited for first. */
const rewound = (): Promise<unknown> =>
  eventually(
    () => Promise.resolve(rewinds),
    (offsets) => offsets.length > 0,
    WITHIN_MS,
  );

describe('given views that are up to date and see no more records', () => {
  it('when Redis comes back without its last second, what is missing is written again', async () => {
    await run();
    await resume();
    await shows('running');
    // A position is written after what it stands for.
    const moved = (from: Readonly<Record<string, string>>): Promise<Record<string, string>> =>
      eventually(
        () => redis.hgetall(epochKey(VIEW)),
        (now) => JSON.stringify(now) !== JSON.stringify(from),
        WITHIN_MS,
      );
    const positions = await moved({});
    const state = await redis.hgetall(WORKSPACE);
    await pause();
    await shows('paused');
    const latest = await moved(positions);
    // What a restart with `appendfsync everysec` does: data and positions as they were a second ago.
    await redis
      .multi()
      .del(WORKSPACE, epochKey(VIEW))
      .hset(WORKSPACE, state)
      .hset(epochKey(VIEW), positions)
      .exec();
    await shows('paused');
    await eventually(
      () => redis.hgetall(epochKey(VIEW)),
      (now) => JSON.stringify(now) === JSON.stringify(latest),
    );
    expect(rewinds).toEqual([1]);
  });

  it('when Redis is emptied and the archive is away, they wait with a reason, and then show everything', async () => {
    let away = true;
    let asked = 0;
    let old: readonly LogRecord[] = [];
    const history: History = {
      async *read({ topic, partition, from, to }) {
        asked++;
        if (away) throw new Error('connect ECONNREFUSED');
        yield old.filter((one) => {
          return one.topic === topic && one.partition === partition && one.offset >= from && one.offset < to;
        });
      },
    };
    await run({ history });
    await pause();
    await shows('paused');
    old = await world.records('workspace.events');
    world.cluster.truncate('workspace.events', old[0]?.partition ?? 0, 1);
    await redis.flushall();
    await eventually(
      () => Promise.resolve(asked),
      (times) => times > 2,
      WITHIN_MS,
    );
    expect(reasons.at(-1)).toContain('ECONNREFUSED');
    expect(await redis.exists(WORKSPACE)).toBe(0);
    away = false;
    await shows('paused');
    expect(fatal).toEqual([]);
    // Said once the position is written, which is after what was just seen.
    await eventually(
      () => Promise.resolve(reasons.at(-1)),
      (reason) => reason === null,
      WITHIN_MS,
    );
  });

  it('when they are stopped while the archive is away, they stop', async () => {
    const history: History = {
      read: () => {
        throw new Error('connect ECONNREFUSED');
      },
    };
    await run({ history });
    await pause();
    await shows('paused');
    const [record] = await world.records('workspace.events');
    world.cluster.truncate('workspace.events', record?.partition ?? 0, 1);
    await redis.flushall();
    await eventually(
      () => Promise.resolve(reasons),
      (said) => said.some((reason) => reason?.includes('ECONNREFUSED')),
      WITHIN_MS,
    );
    await views.stop();
    expect(fatal).toEqual([]);
  });
});

/** Redis' append-only file, which a killed Redis loses the end of. */
async function appendOnlyFile(): Promise<{ readonly file: string; readonly bytes: number }> {
  const folder = path.join(stack.home, 'data', 'redis', 'appendonlydir');
  const name = (await readdir(folder)).find((one) => one.endsWith('.incr.aof')) as string;
  const file = path.join(folder, name);
  return { file, bytes: (await stat(file)).size };
}

/** A connection on which something happens before positions are moved, once. */
function beforeAdvance(happens: () => Promise<void>): Redis {
  let happened = false;
  const advance = redis as unknown as { spAdvance(...args: unknown[]): Promise<unknown> };
  return new Proxy(redis, {
    get(target, name) {
      if (name === 'spAdvance') {
        return async (...args: unknown[]) => {
          if (!happened) {
            happened = true;
            await happens();
          }
          return advance.spAdvance(...args);
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('given a Redis that dies between the writes of a batch and its position', () => {
  it('when it comes back without these writes, they are written again', async () => {
    const before = await appendOnlyFile();
    await run({
      redis: beforeAdvance(async () => {
        expect(await redis.exists(WORKSPACE)).toBe(1);
        await stack.halt('redis');
        await truncate(before.file, before.bytes);
        await stack.revive('redis');
        expect(await redis.exists(WORKSPACE)).toBe(0);
      }),
    });
    await pause();
    await rewound();
    await shows('paused');
    expect(rewinds).toEqual([0]);
    expect(fatal).toEqual([]);
  });

  it('when it comes back with these writes, nothing is read again', async () => {
    await run({
      redis: beforeAdvance(async () => {
        await stack.halt('redis');
        await stack.revive('redis');
      }),
    });
    await pause();
    await shows('paused');
    await resume();
    await shows('running');
    expect(rewinds).toEqual([]);
  });
});

describe('given a Redis that is emptied between the writes of a batch and its position', () => {
  it('when the broker has deleted the records meanwhile, they come from the archive, without another record', async () => {
    let old: readonly LogRecord[] = [];
    const history: History = {
      async *read({ from }) {
        yield old.filter((one) => one.offset >= from);
      },
    };
    await run({
      history,
      redis: beforeAdvance(async () => {
        old = await world.records('workspace.events');
        world.cluster.truncate('workspace.events', old[0]?.partition ?? 0, 1);
        await redis.flushall();
      }),
    });
    await pause();
    await rewound();
    await shows('paused');
    expect(rewinds).toEqual([0]);
    expect(fatal).toEqual([]);
  });
});

describe('given a coordinator that never answers a commit', () => {
  it('views go on: its offsets are for lag only', async () => {
    let commits = 0;
    const log: Log = {
      ...world.log,
      commitOffsets: () => {
        commits++;
        return new Promise(() => undefined);
      },
    };
    await run({ log });
    await pause();
    await shows('paused');
    await eventually(
      () => Promise.resolve(commits),
      (n) => n === 1,
      WITHIN_MS,
    );
    await resume();
    await shows('running');
    expect(commits).toBe(1);
  });
});
