/** Every benchmark by name. Each starts what it needs, and gives its figures and its section of the results. */
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
  /** For `RESULTS.md`. */
  readonly body: string;
}

export interface Benchmark {
  readonly purpose: string;
  readonly run: (options: BenchOptions) => Promise<BenchResult>;
}

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  hop: {
    purpose:
      'one transform hop with all guarantees, against Kafka Streams, kafkajs, @platformatic/kafka and perf tools',
    run: async (options) => (await import('./hop/run.ts')).runHop(options),
  },
};
