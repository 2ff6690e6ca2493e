import type { Part, PartName } from '../part.ts';
import { nodeCommand } from './ours.ts';

function task(name: PartName, purpose: string, entry: string, needs: readonly PartName[]): Part {
  return {
    name,
    purpose,
    kind: 'task',
    needs,
    tools: [],
    ports: {},
    entry,
    secrets: false,
    readyWithinMs: 60_000,
    stopWithinMs: 10_000,
    command: () => nodeCommand(entry),
    services: () => ({}),
    url: () => undefined,
  };
}

export const setup = task('setup', 'creates topics, registers schemas', 'topics/setup/main.ts', [
  'kafka',
  'registry',
]);

export const migrate = task(
  'migrate',
  'creates ClickHouse tables and views',
  'projections/clickhouse/migrate/main.ts',
  ['clickhouse'],
);
