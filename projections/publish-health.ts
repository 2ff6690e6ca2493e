/** Freshness and lag of the read models, for the overview and for Prometheus. */
import type { Logger } from '../service/logger.ts';
import type { Metrics } from '../service/metrics.ts';
import type { ReadModel } from './host.ts';
import type { Health } from './read/overview.ts';
import { currentView } from './read/reads.ts';
import type { Redis } from './redis/client.ts';
import { healthKey } from './redis/keys.ts';

const EVERY_MS = 2_000;
/** A number that nobody renews disappears. */
const TTL_SECONDS = 30;

export function publishHealth(options: {
  readonly models: readonly ReadModel[];
  readonly redis: Redis;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now: () => number;
}): { stop(): Promise<void> } {
  const lagGauge = options.metrics.gauge('projection_lag_records', 'Records not yet in the read model', [
    'readModel',
  ]);
  const ageGauge = options.metrics.gauge(
    'projection_freshness_p99_seconds',
    'Age of records when they become visible, last minute',
    ['readModel'],
  );
  let busy: Promise<void> = Promise.resolve();

  const publish = async (): Promise<void> => {
    const found = await Promise.all(
      options.models.map(async (model) => ({
        name: model.name,
        freshness: model.freshness(),
        lag: await model.lag(),
      })),
    );
    for (const { name, freshness, lag } of found) {
      lagGauge.set({ readModel: name }, lag);
      if (freshness) ageGauge.set({ readModel: name }, freshness.p99Ms / 1_000);
    }
    const health: Health = {
      freshness: Object.fromEntries(
        found.flatMap(({ name, freshness }) => (freshness ? [[name, freshness]] : [])),
      ),
      lag: found.map(({ name, lag }) => ({ processor: name, records: lag })),
    };
    const key = healthKey(await currentView(options.redis));
    await options.redis.set(key, JSON.stringify(health), 'EX', TTL_SECONDS);
  };
  const timer = setInterval(() => {
    busy = busy.then(publish).catch((error: unknown) => {
      options.logger.debug({ err: error }, 'health could not be published');
    });
  }, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await busy;
    },
  };
}
