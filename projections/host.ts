/**
 * Runs read models in one process: starts each when its stores are there, follows swaps to a new generation,
 * says what it waits for, and measures lag and freshness.
 */
import type { Logger } from '../service/logger.ts';
import type { Metrics } from '../service/metrics.ts';
import { LATENCY_SECONDS } from '../service/metrics.ts';
import type { Readiness } from '../service/health.ts';
import type { Tracing } from '../service/tracing.ts';
import type { Codec } from '../topics/codec/codec.ts';
import type { CommittedOffset, Log, LogRecord } from '../topics/log/port.ts';
import type { ClickHouseClient } from './clickhouse/client.ts';
import { writtenGeneration } from './clickhouse/generations.ts';
import { pointViewsAt, viewsPointAt } from './clickhouse/migrate.ts';
import { openArchiveSink, openTablesSink, type SinkEvents } from './clickhouse/sink/open.ts';
import { FreshnessWindow } from './freshness.ts';
import { openHistory } from './history.ts';
import { currentView } from './read/reads.ts';
import { newSuccession } from './rebuild/succession.ts';
import type { Redis } from './redis/client.ts';
import { VIEW_LIMITS } from './redis/apply.ts';
import { createViews } from './redis/views.ts';
import type { ReadModelName } from './registry.ts';
import { readModelSpans } from './spans.ts';
import { Abandoned, untilItWorks, type Waits } from './wait.ts';
import { whyAway } from './why-away.ts';

export interface HostParts {
  readonly log: Log;
  readonly codec: Codec;
  readonly client: ClickHouseClient;
  readonly db: string;
  readonly redis: Redis;
  readonly waits: Waits;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Null: traces are not collected. */
  readonly tracing: Tracing | null;
  /** What no waiting mends; the process should drain and exit non-zero. */
  readonly onFatal: (error: Error) => void;
}

/** What a sink and the views have in common. */
interface Runner {
  run(): Promise<void>;
  stop(): Promise<void>;
  positions(): readonly CommittedOffset[];
}

export interface ReadModel {
  readonly name: ReadModelName;
  /** Resolves when it runs for the first time, or was stopped before. */
  start(): Promise<void>;
  stop(): Promise<void>;
  readiness(): Readiness;
  freshness(): { readonly p50Ms: number; readonly p99Ms: number } | null;
  /** Next record of each partition; null while it does not run. */
  positions(): readonly CommittedOffset[] | null;
}

/** How often a swap to another generation is looked for, ms. */
const WATCH_MS = 1_000;

export function createReadModel(name: ReadModelName, parts: HostParts): ReadModel {
  const { waits, metrics } = parts;
  const logger = parts.logger.child({ readModel: name });
  const ages = new FreshnessWindow();
  const spans = readModelSpans(name, parts.tracing);
  const stopped = new AbortController();
  const age = metrics.histogram(
    'projection_freshness_seconds',
    'Age of records when they become visible',
    LATENCY_SECONDS,
    ['readModel'],
  );
  const counted = metrics.counter('projection_records_total', 'Records written into a read model', [
    'readModel',
  ]);
  const rowsTotal = metrics.counter('projection_rows_total', 'Rows inserted', ['table']);
  const rejected = metrics.counter('projection_rejected_total', 'Records that could not be shown', [
    'readModel',
    'code',
  ]);
  const rewinds = metrics.counter(
    'projection_rewinds_total',
    'Partitions read again because Redis had lost them',
  );
  const openEvicted = metrics.counter(
    'projection_open_evicted_total',
    'Open engagements that left the views because there are too many',
  );
  let reason: string | null = 'starting';
  let running: { readonly runner: Runner; readonly version: string } | null = null;
  let watching: Promise<void> = Promise.resolve();

  const wait = (next: string | null): void => {
    if (next !== null && reason === null) logger.warn({ reason: next }, 'waiting');
    if (next === null && reason !== null) logger.info({ waitedFor: reason }, 'goes on');
    reason = next;
  };
  const shown = (records: readonly LogRecord[], startedAt: number): void => {
    const now = waits.now();
    spans.shown(records, startedAt, now);
    counted.inc({ readModel: name }, records.length);
    for (const record of records) {
      ages.add(now, now - record.timestamp);
      age.observe({ readModel: name }, Math.max(0, now - record.timestamp) / 1_000);
    }
  };
  const sinkEvents: SinkEvents = {
    onWait: wait,
    onFatal: parts.onFatal,
    onRejects: (rejects) => {
      for (const { record, code, error } of rejects) {
        rejected.inc({ readModel: name, code });
        spans.rejected(record, code, waits.now());
        const { topic, partition, offset } = record;
        logger.error(
          { topic, partition, offset, code, cause: (error as Error).name },
          'record could not be shown',
        );
      }
    },
    onFlushed: ({ rows, records, startedAt }) => {
      for (const [table, count] of rows) rowsTotal.inc({ table }, count);
      shown(records, startedAt);
    },
  };

  /** Which generation should run, and the runner for it. */
  const version = async (): Promise<string> =>
    name === 'views'
      ? currentView(parts.redis)
      : name === 'archive'
        ? 'archive'
        : String((await writtenGeneration(parts.client, parts.db)).generation);

  const open = async (wanted: string): Promise<Runner> => {
    if (name === 'archive') return openArchiveSink({ ...parts, events: sinkEvents });
    if (name === 'tables') {
      const generation = await writtenGeneration(parts.client, parts.db);
      if (generation.state === 'filling') {
        logger.info(
          { generation: generation.generation },
          'tables of another form: a new generation is filled from the archive and the log, the old one serves',
        );
      }
      return openTablesSink({ ...parts, events: sinkEvents, generation });
    }
    return createViews({
      log: parts.log,
      history: openHistory(parts.log, parts.client, parts.db),
      redis: parts.redis,
      codec: parts.codec,
      view: wanted,
      limits: VIEW_LIMITS,
      waits,
      events: {
        onWait: wait,
        onFatal: parts.onFatal,
        onPoison: (record, code) => {
          rejected.inc({ readModel: name, code });
          spans.rejected(record, code, waits.now());
          logger.error(
            { topic: record.topic, partition: record.partition, offset: record.offset, code },
            'record could not be shown',
          );
        },
        onRewind: (position) => {
          rewinds.inc();
          logger.warn(position, 'Redis has lost what was written: reading again from here');
        },
        onOpenEvicted: (count) => {
          openEvicted.inc(count);
          logger.warn(
            { count },
            'more open engagements than the views may hold: the oldest are only in ClickHouse',
          );
        },
        onApplied: (items, startedAt) =>
          shown(
            items.map((item) => item.record),
            startedAt,
          ),
      },
    });
  };

  const begin = async (): Promise<void> => {
    await untilItWorks(
      async () => {
        const wanted = await version();
        const runner = await open(wanted);
        await runner.run();
        running = { runner, version: wanted };
        wait(null);
        logger.info({ version: wanted }, 'read model runs');
      },
      {
        signal: stopped.signal,
        waits,
        onWait: (error) => wait(`cannot begin: ${whyAway(error)}`),
      },
    );
  };

  const succession = newSuccession(parts);
  /** Generation that the views are known to read. */
  let pointedAt: number | null = null;
  /** Swaps to tables that an update began, once they have caught up; ends a swap in whose middle somebody died. */
  const succeed = async (): Promise<void> => {
    const generation = await writtenGeneration(parts.client, parts.db);
    if (generation.state !== 'filling') {
      const current = generation.generation;
      if (pointedAt !== current && !(await viewsPointAt(parts.client, parts.db, current)))
        await pointViewsAt(parts.client, parts.db, current);
      pointedAt = current;
      return;
    }
    const done = await succession(generation);
    if (!done) return;
    const { from, to, comparisons } = done;
    logger.info({ from, to, equal: comparisons.filter(({ equal }) => equal).length }, 'new tables serve now');
    for (const { name, current, rebuilt } of comparisons.filter(({ equal }) => !equal)) {
      logger.warn(
        { table: name, from: current.rows, to: rebuilt.rows },
        'the old table said something else of the same records',
      );
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await waits.sleep(WATCH_MS, stopped.signal);
      if (stopped.signal.aborted || !running) continue;
      try {
        const wanted = await version();
        if (wanted === running.version) {
          if (name === 'tables') await succeed();
          continue;
        }
        logger.info({ from: running.version, to: wanted }, 'another generation is current now');
        await running.runner.stop();
        running = null;
        await begin();
      } catch (error) {
        logger.debug({ err: error }, 'the current generation cannot be asked for');
      }
    }
  };

  return {
    name,
    async start() {
      try {
        await begin();
      } catch (error) {
        if (error instanceof Abandoned) return; // stopped while it waited
        throw error;
      }
      watching = watch();
    },
    async stop() {
      stopped.abort();
      await watching;
      await running?.runner.stop();
    },
    readiness: () => (reason === null ? { ready: true } : { ready: false, reason }),
    freshness: () => ages.read(waits.now()),
    positions: () => running?.runner.positions() ?? null,
  };
}
