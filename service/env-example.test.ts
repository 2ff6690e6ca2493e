import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NETWORK_VARIABLES } from './networks.ts';

const ROOT = path.join(import.meta.dirname, '..');
const FOLDERS = 'service,topics,models,platforms,processors,projections,gateway,stack,cli';

/** Every variable of the product has one of these beginnings, so a name in the code is a variable. */
const OURS = /\b(?:KAFKA|SCHEMA_REGISTRY|CLICKHOUSE|REDIS|SIGNALPOST|OTEL|NETWORKS)_[A-Z0-9_]*[A-Z0-9]\b/g;
/** What is read from an environment by its name, whatever the name begins with. */
const READ = /\benv(?:\.|\[')([A-Z][A-Z0-9_]+)\b/g;

/** Names in the code that a person does not set, and why. */
const NOT_FOR_PEOPLE: Readonly<Record<string, string>> = {
  PATH: "the system's",
  XDG_CACHE_HOME: "the system's",
  UV_THREADPOOL_SIZE: 'the engine sets it for itself',
  CLICKHOUSE_DATA_DIR: 'the supervisor gives it to the engine',
  CLICKHOUSE_HTTP_PORT: 'the supervisor gives it to the engine',
  NETWORKS_DATA_DIR: 'the supervisor gives it to the simulated networks',
  NETWORKS_CONTROL_PORT: 'the supervisor gives it to the simulated networks',
  NETWORKS_X_PORT: 'the supervisor gives it to the simulated networks',
  NETWORKS_MASTODON_PORT: 'the supervisor gives it to the simulated networks',
  SIGNALPOST_DEMO_PORT: 'the supervisor gives it to the demonstration',
  SIGNALPOST_EPHEMERAL_HOME: '`up --ephemeral` gives it to its supervisor',
  HEALTH_PORT: 'docker-compose.yml gives it to the health probe',
  SIGNALPOST_SEEDED_BUG: 'for tests of the auditor',
  NODE_ENV: 'test runners set it',
  NODE_COMPILE_CACHE: "Node's own; ours is below node_modules unless it is set",
  CRASH_AT: 'for tests that kill a process at a named point',
  SIMULATION_LOG: 'for tests',
};

/** Networks that sign no webhooks have no secret. */
const UNSIGNED = /^SIGNALPOST_MASTODON_APP_SECRET$/;

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Variable → the file that has it. */
function inTheCode(): ReadonlyMap<string, string> {
  const files = globSync(`{${FOLDERS}}/**/*.{ts,tsx,mjs}`, { cwd: ROOT }).filter(
    (file) => !file.endsWith('.test.ts') && !file.includes('/dist/'),
  );
  expect(files.length).toBeGreaterThan(100);
  return new Map([
    ...NETWORK_VARIABLES.map(({ name }) => [name, 'service/networks.ts'] as const),
    ...files.flatMap((file) => {
      const text = read(file);
      const names = [...text.matchAll(OURS)].map(([name]) => name);
      return [...names, ...[...text.matchAll(READ)].map(([, name = '']) => name)].map(
        (name) => [name, file] as const,
      );
    }),
  ]);
}

describe('.env.example', () => {
  const named = [...read('.env.example').matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
  const code = inTheCode();

  it('names every variable that the code reads', () => {
    const missing = [...code].filter(
      ([name]) => !named.includes(name) && !(name in NOT_FOR_PEOPLE) && !UNSIGNED.test(name),
    );
    expect(missing).toEqual([]);
  });

  it('names none that the code does not read, and none twice', () => {
    expect(named.filter((name) => !code.has(name))).toEqual([]);
    expect(named.toSorted()).toEqual([...new Set(named)].toSorted());
  });

  it('leaves out only what is there and not for people', () => {
    expect(Object.keys(NOT_FOR_PEOPLE).filter((name) => !code.has(name) || named.includes(name))).toEqual([]);
  });
});
