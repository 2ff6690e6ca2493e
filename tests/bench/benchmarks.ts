/** Every benchmark by name. Each starts what it needs, and gives its figures and its section of the results. */
import type { TargetName } from './targets.ts';

export interface BenchOptions {
  /** About how long each measured part should last. */
  readonly seconds: number;
  /** Beginnings of the names of those to measure; all when empty. */
  readonly only: readonly string[];
  readonly say: (line: string) => void;
}

export interface BenchResult {
  readonly title: string;
  /** For `--json`. */
  readonly figures: object;
  /** For `RESULTS.md`, without the targets. */
  readonly body: string;
  /** What was measured for each target that this benchmark is about. */
  readonly measured: Partial<Readonly<Record<TargetName, number>>>;
  /** Where the time goes, a sentence for each target that may be missed. */
  readonly where?: Partial<Readonly<Record<TargetName, string>>>;
}

export interface Benchmark {
  readonly purpose: string;
  readonly run: (options: BenchOptions) => Promise<BenchResult>;
}

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  webhook: {
    purpose: 'a signed webhook until it is durably in the log, beside a bare node:http server',
    run: async (options) => (await import('./webhook/run.ts')).runWebhook(options),
  },
  flow: {
    purpose: 'webhook to checked reply in Redis and ClickHouse; engagements a second when saturated',
    run: async (options) => (await import('./flow/run.ts')).runFlow(options),
  },
  hop: {
    purpose:
      'one transform hop with all guarantees, against Kafka Streams, kafkajs, @platformatic/kafka and perf tools',
    run: async (options) => (await import('./hop/run.ts')).runHop(options),
  },
  sink: {
    purpose: 'Kafka to ClickHouse exactly once, beside prepared Native blocks',
    run: async (options) => (await import('./sink/run.ts')).runSink(options),
  },
  rebuild: {
    purpose: 'all read models anew, from the log and from log_archive',
    run: async (options) => (await import('./rebuild/run.ts')).runRebuild(options),
  },
  limiter: {
    purpose: "the exact limiter's decisions and state, beside redis-benchmark",
    run: async (options) => (await import('./limiter/run.ts')).runLimiter(options),
  },
  start: {
    purpose: 'a whole installation until it is ready, and its memory',
    run: async (options) => (await import('./start/run.ts')).runStart(options),
  },
};
