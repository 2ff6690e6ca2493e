import { LATENCY_SECONDS, type Metrics } from '../../service/metrics.ts';

/** What the runners measure; by processor, outcome and reason, never by tenant. */
export function runtimeMetrics(metrics: Metrics) {
  return {
    outcomes: metrics.counter(
      'processor_outcomes_total',
      'Inputs by what became of them, counted with their commit',
      ['processor', 'outcome', 'reason'],
    ),
    records: metrics.counter('processor_records_written_total', 'Output and changelog records committed', [
      'processor',
    ]),
    commits: metrics.histogram(
      'processor_commit_seconds',
      'Duration of a transaction: outputs, changelog and offsets',
      LATENCY_SECONDS,
      ['processor'],
    ),
    partitions: metrics.gauge(
      'processor_partitions',
      'Partitions held by state: running, restoring, suspended, stopped (stopped pages)',
      ['processor', 'state'],
    ),
    restarts: metrics.counter(
      'processor_partition_restarts_total',
      'Partitions that started over, by cause',
      ['processor', 'cause'],
    ),
    lag: metrics.gauge(
      'processor_lag_records',
      'Offsets between the end of the inputs and what is worked out',
      ['processor'],
    ),
    entries: metrics.gauge('processor_state_entries', 'State entries in memory', ['processor']),
  };
}

export type RuntimeMetrics = ReturnType<typeof runtimeMetrics>;
