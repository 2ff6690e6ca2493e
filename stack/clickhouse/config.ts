/** Settings of this process, read once from the environment, with every problem reported together. */
import { resolve } from 'node:path';
import type { Credentials } from './http/auth.ts';

export type EngineConfig = {
  readonly dataDir: string;
  readonly port: number;
  readonly credentials: Credentials;
  /** Queries that run at one time; each holds one thread while it runs. */
  readonly concurrency: number;
  /** Requests that may wait for a place, and for how long (milliseconds). */
  readonly queueLength: number;
  readonly queueMs: number;
  /** Largest request body, unpacked (bytes). */
  readonly maxBodyBytes: number;
  /** The engine refuses to allocate more than this in all (bytes). */
  readonly maxMemoryBytes: number;
  /** A query's time when it names none, and the most that it may name (seconds). */
  readonly querySeconds: number;
  readonly maxQuerySeconds: number;
  readonly logLevel: string;
};

const MIB = 1024 * 1024;

/** name → default, smallest, largest. The unit is in the name. */
const NUMBERS = {
  CLICKHOUSE_HTTP_PORT: [8123, 0, 65_535],
  CLICKHOUSE_MAX_CONCURRENCY: [8, 1, 24],
  CLICKHOUSE_QUEUE_LENGTH: [64, 0, 10_000],
  CLICKHOUSE_QUEUE_MS: [10_000, 1, 600_000],
  CLICKHOUSE_MAX_BODY_MIB: [256, 1, 16_384],
  CLICKHOUSE_MAX_MEMORY_MIB: [1_536, 256, 1_048_576],
  CLICKHOUSE_QUERY_SECONDS: [120, 1, 86_400],
  CLICKHOUSE_MAX_QUERY_SECONDS: [900, 1, 86_400],
} as const satisfies Record<string, readonly [number, number, number]>;

/**
 * Reads the environment.
 *
 * @throws {Error} that names every variable that is missing or wrong, and what it should be
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): EngineConfig {
  const problems: string[] = [];
  const number = (name: keyof typeof NUMBERS): number => {
    const [fallback, min, max] = NUMBERS[name];
    const text = env[name];
    const value = text === undefined || text === '' ? fallback : Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  };
  const dir = env['CLICKHOUSE_DATA_DIR'] ?? '';
  if (dir === '') problems.push('CLICKHOUSE_DATA_DIR must name the folder that holds the data');
  // The engine reads a file's name as a pattern, and our files lie below this folder.
  if (/[*?{}'"\\\n<>&]/.test(resolve(dir))) {
    problems.push(
      `CLICKHOUSE_DATA_DIR must lie where no folder's name holds one of * ? { } < > & quotes or backslashes`,
    );
  }
  const password = env['CLICKHOUSE_PASSWORD'] ?? '';
  const config: EngineConfig = {
    dataDir: resolve(dir),
    port: number('CLICKHOUSE_HTTP_PORT'),
    credentials: password === '' ? undefined : { user: env['CLICKHOUSE_USERNAME'] || 'default', password },
    concurrency: number('CLICKHOUSE_MAX_CONCURRENCY'),
    queueLength: number('CLICKHOUSE_QUEUE_LENGTH'),
    queueMs: number('CLICKHOUSE_QUEUE_MS'),
    maxBodyBytes: number('CLICKHOUSE_MAX_BODY_MIB') * MIB,
    maxMemoryBytes: number('CLICKHOUSE_MAX_MEMORY_MIB') * MIB,
    querySeconds: number('CLICKHOUSE_QUERY_SECONDS'),
    maxQuerySeconds: number('CLICKHOUSE_MAX_QUERY_SECONDS'),
    logLevel: env['SIGNALPOST_LOG_LEVEL'] || 'info',
  };
  if (config.maxQuerySeconds < config.querySeconds) {
    problems.push('CLICKHOUSE_MAX_QUERY_SECONDS must not be below CLICKHOUSE_QUERY_SECONDS');
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  return config;
}
