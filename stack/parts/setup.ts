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
    readyWithinMs: 120_000,
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

const BUILD = 'stack/build-dashboard.ts';

/** The page is built from the checkout, which an update changes; what is newer than its sources is kept. */
export const dashboard: Part = {
  ...task('dashboard', 'builds the live page, when its sources changed', BUILD, []),
  readyWithinMs: 180_000,
};
