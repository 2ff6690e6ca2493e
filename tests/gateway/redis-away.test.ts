/** What the gateway keeps in Redis and reads from it, with a real Redis that goes away. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionStore } from '../../gateway/auth/session-store.ts';
import { openClickHouse, type ClickHouseClient } from '../../projections/clickhouse/client.ts';
import { createReads, createStores } from '../../projections/read/reads.ts';
import { applyItems, VIEW_LIMITS } from '../../projections/redis/apply.ts';
import { openRedis, type Redis } from '../../projections/redis/client.ts';
import { loadConfig } from '../../service/config.ts';
import { startStack, type TestStack } from '../../stack/testing.ts';
import type { AnyEvent } from '../../topics/events.ts';

const SCOPE = { tenantId: 'demo', workspaceId: 'acme' };
let stack: TestStack;
let redis: Redis;
let client: ClickHouseClient;
const reads = () =>
  createReads(
    createStores({ redis, client, db: 'signalpost', now: () => Date.now() }),
    (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  );

beforeAll(async () => {
  stack = await startStack({ parts: ['redis'] });
  // ClickHouse is away from the beginning: nobody listens on port 9 of this machine.
  const away = 'http://127.0.0.1:9';
  const others = { KAFKA_BROKERS: '127.0.0.1:9', SCHEMA_REGISTRY_URL: away, CLICKHOUSE_URL: away };
  const config = loadConfig({ ...process.env, ...stack.env, ...others });
  redis = openRedis(config, () => undefined);
  client = openClickHouse(config);
});
afterAll(async () => {
  redis?.disconnect();
  await client?.close();
  await stack?.stop();
});

async function apply(topic: string, offset: number, event: object): Promise<void> {
  const at = Date.now();
  const record = { topic, partition: 0, offset, key: null, value: null, headers: {}, timestamp: at };
  const full = { ...SCOPE, recordedAt: at, ...event } as unknown as AnyEvent;
  await applyItems(redis, '1.1', [{ record, event: full, live: false }], VIEW_LIMITS, at);
}

describe('the status of a command in the read model', () => {
  it('is pending from its record on, then the answer, and another workspace knows nothing of it', async () => {
    expect(await reads().commandStatus(SCOPE, 'c1')).toBeNull();
    await apply('reply.commands', 5, { eventId: 'c1', type: 'ApproveReply', data: {} });
    expect(await reads().commandStatus(SCOPE, 'c1')).toMatchObject({ commandId: 'c1', status: 'pending' });
    expect(await reads().commandStatus({ ...SCOPE, tenantId: 'other' }, 'c1')).toBeNull();
    await apply('command.results', 2, {
      type: 'CommandAnswered',
      data: {
        commandId: 'c1',
        status: 'accepted',
        code: null,
        message: null,
        answerVersion: 3,
        details: null,
      },
    });
    expect(await reads().commandStatus(SCOPE, 'c1')).toMatchObject({ status: 'accepted', version: 3 });
  });
});

describe('a session', () => {
  it('is alive until it is ended; while Redis answers nothing, nobody is told that it is', async () => {
    const sessions = createSessionStore(redis);
    await sessions.begin('s1', 60);
    expect(await sessions.isAlive('s1')).toBe(true);
    expect(await redis.ttl('sp:session:s1')).toBeGreaterThan(0);
    await stack.pause('redis');
    try {
      await expect(sessions.isAlive('s1')).rejects.toThrow('timed out');
    } finally {
      await stack.resume('redis');
    }
    await sessions.end('s1');
    expect(await sessions.isAlive('s1')).toBe(false);
  }, 30_000);
});

describe('the overview', () => {
  const redisParts = ['States', 'Lag and freshness', 'The kill switch', 'Accounts'];

  it('names the parts of a store that is away and gives the others', async () => {
    await apply('workspace.events', 1, { type: 'WorkspacePaused', data: { reason: 'storm' } });
    const found = await reads().overview(SCOPE);
    expect(found.workspace).toMatchObject({ name: 'Workspace acme', paused: true, pausedReason: 'storm' });
    const named = found.problems.join('\n');
    for (const part of ['Counters', 'Curves']) expect(named).toContain(`${part} cannot be read now`);
    for (const part of ['States', 'The kill switch', 'Accounts']) expect(named).not.toContain(part);
    expect(named).toContain('Lag and freshness are not measured now');
  });

  it.each(['pause', 'halt'] as const)(
    'is given, with what is missing, while Redis is away: %s',
    async (how) => {
      await stack[how]('redis');
      try {
        const found = await reads().overview(SCOPE);
        for (const part of redisParts) expect(found.problems.join('\n')).toContain(`${part} cannot be read`);
        expect(found.throughput).toHaveLength(60);
      } finally {
        await (how === 'pause' ? stack.resume('redis') : stack.revive('redis'));
      }
    },
    30_000,
  );
});
