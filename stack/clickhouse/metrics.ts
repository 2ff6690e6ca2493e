import { LATENCY_SECONDS, type Metrics } from '../../service/metrics.ts';
import type { Engine } from './engine/engine.ts';
import type { Lanes } from './engine/lanes.ts';
import type { Ended } from './http/handler.ts';

export type EngineMetrics = {
  /** @param seconds from the request's arrival to the end of its answer */
  observe(ended: Ended, seconds: number): void;
  text(): Promise<{ type: string; text: string }>;
};

/** Values that are read when somebody asks: name → help, query for one number. */
const ASKED = {
  clickhouse_memory_tracked_bytes: [
    'Memory that the engine counts as its own',
    "SELECT value FROM system.metrics WHERE metric = 'MemoryTracking'",
  ],
  clickhouse_active_parts: [
    'Parts of all tables of the own database',
    'SELECT count() FROM system.parts WHERE active',
  ],
  clickhouse_disk_bytes: ['Bytes on disk of all tables', 'SELECT sum(bytes_on_disk) FROM system.parts'],
} as const satisfies Record<string, readonly [string, string]>;

export function createEngineMetrics(metrics: Metrics, engine: Engine, lanes: Lanes): EngineMetrics {
  const requests = metrics.counter('clickhouse_statements_total', 'Statements that ended', [
    'kind',
    'status',
  ]);
  const seconds = metrics.histogram('clickhouse_statement_seconds', 'Time of statements', LATENCY_SECONDS, [
    'kind',
  ]);
  const rows = metrics.counter('clickhouse_written_rows_total', 'Rows that inserts carried');
  const bytes = metrics.counter('clickhouse_body_bytes_total', 'Bytes of request bodies, unpacked');
  const busy = metrics.gauge('clickhouse_busy_places', 'Statements that run now');
  const waiting = metrics.gauge('clickhouse_waiting', 'Requests that wait for a place');
  const asked = Object.entries(ASKED).map(([name, [help, sql]]) => ({
    gauge: metrics.gauge(name, help),
    sql,
  }));
  return {
    observe: (ended, took) => {
      requests.inc({ kind: ended.kind, status: String(ended.status) });
      seconds.observe({ kind: ended.kind }, took);
      rows.inc(ended.writtenRows);
      bytes.inc(ended.bodyBytes);
    },
    text: async () => {
      busy.set(lanes.busy);
      waiting.set(lanes.waiting);
      for (const { gauge, sql } of asked) gauge.set(Number(await engine.ask(sql)));
      return { type: metrics.registry.contentType, text: await metrics.registry.metrics() };
    },
  };
}
