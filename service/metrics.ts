/** One Prometheus registry per process. Labels name kinds of things, never tenants or people. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels?: readonly L[]): Gauge<L>;
  /** `buckets` in the unit that the name ends with. */
  histogram<L extends string>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels?: readonly L[],
  ): Histogram<L>;
}

/** Buckets in seconds for latencies from 1 ms to 10 s. */
export const LATENCY_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** Every name gets the prefix `signalpost_`; asking twice for a name gives the same metric. */
export function createMetrics(
  options: { readonly processMetrics: boolean } = { processMetrics: true },
): Metrics {
  const registry = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const once = <M>(name: string, create: (fullName: string) => M): M => {
    const fullName = `signalpost_${name}`;
    return (registry.getSingleMetric(fullName) as M | undefined) ?? create(fullName);
  };
  return {
    registry,
    counter: (name, help, labels = []) =>
      once(
        name,
        (fullName) => new Counter({ name: fullName, help, labelNames: [...labels], registers: [registry] }),
      ),
    gauge: (name, help, labels = []) =>
      once(
        name,
        (fullName) => new Gauge({ name: fullName, help, labelNames: [...labels], registers: [registry] }),
      ),
    histogram: (name, help, buckets, labels = []) =>
      once(
        name,
        (fullName) =>
          new Histogram({
            name: fullName,
            help,
            buckets: [...buckets],
            labelNames: [...labels],
            registers: [registry],
          }),
      ),
  };
}
