import { NETWORK_NAMES, NETWORKS } from './table.ts';
import type { NetworkName } from './table.ts';

export interface NetworksConfig {
  readonly dataDir: string;
  readonly controlPort: number;
  readonly ports: Readonly<Record<NetworkName, number>>;
  readonly tokens: Readonly<Record<NetworkName, string>>;
  /** Null where the network signs nothing. */
  readonly secrets: Readonly<Record<NetworkName, string | null>>;
  readonly webhookRetryBaseMs: number;
}

/** Reads the environment. All problems are named in one error. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): NetworksConfig {
  const problems: string[] = [];
  const required = (name: string): string => {
    const value = env[name] ?? '';
    if (value === '') problems.push(`${name} is not set`);
    return value;
  };
  const whole = (name: string, fallback: number, max: number): number => {
    const value = env[name] === undefined || env[name] === '' ? fallback : Number(env[name]);
    if (!Number.isInteger(value) || value < 0 || value > max)
      problems.push(`${name} must be a number from 0 to ${max}`);
    return value;
  };
  const perNetwork = <T>(read: (name: NetworkName) => T) =>
    Object.fromEntries(NETWORK_NAMES.map((name) => [name, read(name)])) as Record<NetworkName, T>;
  const config = {
    dataDir: required('NETWORKS_DATA_DIR'),
    controlPort: whole('NETWORKS_CONTROL_PORT', 0, 65_535),
    ports: perNetwork((name) => whole(NETWORKS[name].portEnv, 0, 65_535)),
    tokens: perNetwork((name) => required(NETWORKS[name].tokenEnv)),
    secrets: perNetwork((name) => {
      const { secretEnv } = NETWORKS[name];
      return secretEnv === null ? null : required(secretEnv);
    }),
    webhookRetryBaseMs: whole('NETWORKS_WEBHOOK_RETRY_BASE_MS', 500, 60_000),
  };
  if (problems.length > 0)
    throw new Error(`the simulated networks cannot start:\n  ${problems.join('\n  ')}`);
  return config;
}
