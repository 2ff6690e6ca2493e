import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { NetworkError } from '../../platforms/port.ts';
import { createMetrics } from '../../service/metrics.ts';
import { createTracing } from '../../service/tracing.ts';
import { PARTITIONS } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { MemoryCluster } from '../../topics/log/memory/cluster.ts';
import { createMemoryLog } from '../../topics/log/memory/log.ts';
import { startPoller } from './poller.ts';
import type { PolledAccount, PolledPage } from './poller.ts';

/** Polls the account beside one that goes on for ever, on a clock that moves 1 ms with each look at it. */
async function pollsOf(answer: (poll: number) => Promise<PolledPage>): Promise<number> {
  const log = createMemoryLog(new MemoryCluster());
  const partitions = PARTITIONS.local;
  const topics = ['inbound.raw', 'inbound.cursors'];
  await log.createTopics(topics.map((topic) => ({ topic, partitions, replicationFactor: 1, config: {} })));
  const polls = { endless: 0, beside: 0 };
  let now = 1_000_000;
  const base = { network: 'mastodon', tenantId: 'demo', workspaceId: 'acme' };
  const accounts: PolledAccount[] = [
    {
      ...base,
      accountId: 'mastodon:1',
      pace: { everyMs: 1, limit: 5, windowMs: 300_000 },
      poll: () => answer((polls.endless += 1)),
    },
    {
      ...base,
      accountId: 'mastodon:2',
      pace: { everyMs: 1, limit: 1_000, windowMs: 300_000 },
      poll: () => {
        polls.beside += 1;
        return Promise.resolve({ body: null, contentType: 'application/json', cursor: null, more: false });
      },
    },
  ];
  const fatal: Error[] = [];
  const poller = await startPoller({
    log,
    encode: (event) => Buffer.from(JSON.stringify(event)),
    decode: (value) => Promise.resolve(JSON.parse(String(value)) as AnyEvent),
    partitionOf: () => 0,
    scale: 'local',
    accounts,
    clock: { now: () => (now += 1) },
    random: () => 0,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    tracing: createTracing({ service: 'test', endpoint: null }),
    traceRatio: 0,
    onFatal: (error) => fatal.push(error),
  });
  await vi.waitFor(() => expect(polls.beside).toBeGreaterThan(20), { timeout: 4_000 });
  await poller.stop();
  expect(fatal).toEqual([]);
  return polls.endless;
}

const page = (n: number): PolledPage => ({
  body: Buffer.from(`[${n}]`),
  contentType: 'application/json',
  cursor: String(n),
  more: true,
});

it('full pages that never end are read at once only up to the limit of the pace', async () => {
  expect(await pollsOf((n) => Promise.resolve(page(n)))).toBe(5);
});

it('a network that names a time is not asked before it', async () => {
  const limited = new NetworkError('rate_limited', '429', 2_000_000);
  expect(await pollsOf(() => Promise.reject(limited))).toBe(1);
});
