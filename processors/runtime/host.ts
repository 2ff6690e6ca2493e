import { randomUUID } from 'node:crypto';
import type { Readiness } from '../../service/health.ts';
import type { Logger } from '../../service/logger.ts';
import type { Metrics } from '../../service/metrics.ts';
import type { Tracing } from '../../service/tracing.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { Log } from '../../topics/log/port.ts';
import { CommitPacer } from './commit-pacer.ts';
import { ProcessorRun } from './processor-run.ts';
import { runtimeMetrics } from './runtime-metrics.ts';
import { systemScheduler, type Scheduler } from './scheduler.ts';
import { DEFAULT_SETTINGS, type RuntimeSettings } from './settings.ts';
import { checkTopics, declarationProblems } from './topics.ts';
import type { Processor } from './types.ts';

export interface HostOptions {
  readonly processors: readonly Processor[];
  readonly log: Log;
  readonly codec: Codec;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Partitions of every topic. */
  readonly partitions: number;
  readonly settings?: Partial<RuntimeSettings>;
  readonly scheduler?: Scheduler;
  /** Jitter of waits, in [0, 1), and names of announcements; tests give their own. */
  readonly chance?: { readonly random: () => number; readonly token: () => string };
  /** A processor cannot go on and will not by itself: the process should end with a failure. */
  readonly onFatal: (processor: string, error: Error) => void;
}

export interface Host {
  /** Checks topics and declarations, then joins all groups. @throws when they do not fit */
  start(): Promise<void>;
  /** One readiness check per processor. */
  readonly checks: Readonly<Record<string, () => Readiness>>;
  /** Finishes work in hand, commits, leaves the groups. */
  drain(): Promise<void>;
}

const TICK_MS = 1_000;

/** Runs any subset of the processors in this process, each in a consumer group of its own. */
export function createHost(options: HostOptions): Host {
  const { processors, log, logger, metrics } = options;
  const scheduler = options.scheduler ?? systemScheduler;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const runs = new Map<string, ProcessorRun>();
  let cancelTick: () => void = () => undefined;
  const tick = (): void => {
    for (const run of runs.values()) run.tick();
    cancelTick = scheduler.after(TICK_MS, tick);
  };
  return {
    async start() {
      const problems = declarationProblems(processors);
      if (problems.length > 0)
        throw new Error(`Processors do not fit the catalogue:\n  ${problems.join('\n  ')}`);
      const partitionCounts = await checkTopics(log, processors, options.partitions);
      const env = {
        log,
        codec: options.codec,
        scheduler,
        settings,
        logger,
        metrics: runtimeMetrics(metrics),
        pacer: new CommitPacer(
          settings.promptCommitsPerSecond,
          settings.promptCommitsPerSecond / 4,
          scheduler.now(),
        ),
        tracing: options.tracing,
        chance: options.chance ?? { random: Math.random, token: randomUUID },
        partitionCounts,
        onFatal: options.onFatal,
      };
      for (const processor of processors) runs.set(processor.name, new ProcessorRun(processor, env));
      tick();
      await Promise.all([...runs.values()].map((run) => run.start()));
    },
    checks: Object.fromEntries(
      processors.map(({ name }) => [
        name,
        (): Readiness => runs.get(name)?.readiness() ?? { ready: false, reason: 'starting' },
      ]),
    ),
    async drain() {
      cancelTick();
      await Promise.all([...runs.values()].map((run) => run.drain()));
    },
  };
}
