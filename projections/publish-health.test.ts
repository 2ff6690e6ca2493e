import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import { publishHealth, type HealthParts } from './publish-health.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const parts = (offsets: HealthParts['log']['offsets']): HealthParts => ({
  models: [],
  log: { offsets, committed: () => Promise.resolve([]) },
  redis: {} as HealthParts['redis'],
  metrics: createMetrics({ processMetrics: false }),
  logger: createLogger('test', 'silent'),
  now: () => Date.now(),
});

it('stops although a broker that is away does not answer the measurement that is under way', async () => {
  const offsets = vi.fn(() => new Promise<never>(() => undefined));
  const publishing = publishHealth(parts(offsets));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(offsets).toHaveBeenCalledTimes(1);
  const stopped = publishing.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
});

it('measures no more once it is stopped', async () => {
  const offsets = vi.fn(() => Promise.resolve([]));
  const publishing = publishHealth(parts(offsets));
  await vi.advanceTimersByTimeAsync(2_000);
  await publishing.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(offsets).toHaveBeenCalledTimes(1);
});
