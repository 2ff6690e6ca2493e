/**
 * How far processors and read models are behind, and how fresh read models are: for the overview and for
 * Prometheus. One poll for everybody: the log's ends once a round, then each group's position.
 */
import { pause } from '../service/pause.ts';
import type { Logger } from '../service/logger.ts';
import type { Metrics } from '../service/metrics.ts';
import { READERS } from '../topics/readers.ts';
import type { CommittedOffset, Log } from '../topics/log/port.ts';
import type { ReadModel } from './host.ts';
import { behind, EndHistory, type Range } from './lag.ts';
import { fieldOf, HEALTH_TTL_MS, type HealthRow } from './read/health.ts';
import { currentView } from './read/reads.ts';
import type { Redis } from './redis/client.ts';
import { healthKey } from './redis/keys.ts';
import { READ_MODELS } from './registry.ts';

const EVERY_MS = 2_000;
/** What a measurement that is under way gets when the process stops, ms. */
const LAST_MS = 1_000;

export interface HealthParts {
  readonly models: readonly ReadModel[];
  readonly log: Pick<Log, 'offsets' | 'committed'>;
  readonly redis: Redis;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now: () => number;
}

export function publishHealth(parts: HealthParts): { stop(): Promise<void> } {
  const { models, log, redis, metrics, logger, now } = parts;
  const lagGauge = metrics.gauge('projection_lag_records', 'Records not yet in the read model', [
    'readModel',
  ]);
  const ageGauge = metrics.gauge(
    'projection_freshness_p99_seconds',
    'Age of records when they become visible, last minute',
    ['readModel'],
  );
  const groupGauge = metrics.gauge('processor_lag_records', 'Records not yet processed', ['processor']);
  const behindGauge = metrics.gauge(
    'processor_behind_seconds',
    'Since the oldest record that waits for the processor was written',
    ['processor'],
  );
  // Where read models run in several processes, the one that keeps the views measures the processors too.
  const processors = models.some(({ name }) => name === 'views') ? Object.entries(READERS) : [];
  const topics = [
    ...new Set([
      ...models.flatMap(({ name }) => READ_MODELS[name].topics),
      ...processors.flatMap(([, t]) => t),
    ]),
  ];
  const history = new EndHistory();
  const stopping = new AbortController();

  const measure = async (at: number): Promise<readonly HealthRow[]> => {
    const ends = await log.offsets(topics);
    history.note(at, ends);
    const of = (wanted: readonly string[]): readonly Range[] =>
      ends.filter(({ topic }) => wanted.includes(topic));
    const row = (
      kind: HealthRow['kind'],
      name: string,
      wanted: readonly string[],
      positions: readonly CommittedOffset[],
    ): HealthRow => ({ kind, name, at, ...behind(of(wanted), positions, history, at), freshness: null });
    const read = models.flatMap((model) => {
      const positions = model.positions();
      if (positions === null) return [];
      // A partition that another process holds has no position here.
      const mine = new Set(positions.map(({ topic, partition }) => `${topic}/${partition}`));
      const ranges = of(READ_MODELS[model.name].topics).filter((one) =>
        mine.has(`${one.topic}/${one.partition}`),
      );
      const found = behind(ranges, positions, history, at);
      return [{ kind: 'read_model', name: model.name, at, ...found, freshness: model.freshness() } as const];
    });
    const processed: HealthRow[] = [];
    for (const [name, inputs] of processors) {
      processed.push(row('processor', name, inputs, await log.committed(name, inputs)));
    }
    return [...processed, ...read];
  };

  const publish = async (): Promise<void> => {
    const rows = await measure(now());
    for (const { kind, name, records, behindMs, freshness } of rows) {
      if (kind === 'processor') {
        groupGauge.set({ processor: name }, records);
        behindGauge.set({ processor: name }, behindMs / 1_000);
      } else {
        lagGauge.set({ readModel: name }, records);
        if (freshness) ageGauge.set({ readModel: name }, freshness.p99Ms / 1_000);
      }
    }
    if (rows.length === 0) return;
    const key = healthKey(await currentView(redis));
    await redis.hset(key, Object.fromEntries(rows.map((row) => [fieldOf(row), JSON.stringify(row)])));
    await redis.pexpire(key, HEALTH_TTL_MS);
  };

  const run = async (): Promise<void> => {
    let failed = false;
    while (!stopping.signal.aborted) {
      await pause(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await publish();
        failed = false;
      } catch (error) {
        // For ever: what nobody renews disappears, and the overview says that it is not known.
        if (!failed) logger.warn({ err: error }, 'lag and freshness cannot be measured; trying again');
        failed = true;
      }
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      // A broker that is away would keep a measurement for as long as a drain may take; nobody misses this one.
      const given = new AbortController();
      await Promise.race([running, pause(LAST_MS, given.signal)]);
      given.abort();
    },
  };
}
