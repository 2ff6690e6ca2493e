import type { Part } from '../part.ts';
import { answersOk, nodeCommand } from './ours.ts';

const ENTRY = 'stack/clickhouse/main.ts';

export const clickhouse: Part = {
  name: 'clickhouse',
  purpose: 'the analytical read models and the archive, in SQL',
  kind: 'server',
  needs: [],
  tools: [],
  yours: 'CLICKHOUSE_URL',
  ports: { http: 8123 },
  entry: ENTRY,
  secrets: false,
  readyWithinMs: 120_000,
  stopWithinMs: 20_000,
  command: (context) =>
    nodeCommand(ENTRY, {
      CLICKHOUSE_DATA_DIR: context.dataDir,
      CLICKHOUSE_HTTP_PORT: String(context.ports['http']),
      // A query occupies a thread of libuv's pool while it runs; four would be a queue.
      UV_THREADPOOL_SIZE: '32',
    }),
  ready: (context) => answersOk(`http://127.0.0.1:${context.ports['http']}/ping`),
  services: (ports) => ({ clickhouse: { url: `http://127.0.0.1:${ports['http']}` } }),
  url: (services) => services.clickhouse?.url,
};
