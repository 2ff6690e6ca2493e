import { once } from 'node:events';
import { connect } from 'node:net';
import { createConfluentRegistry } from '../topics/codec/confluent-registry.ts';
import { connectKafka } from '../topics/log/kafkajs/connect.ts';
import { openClickHouse, select } from '../projections/clickhouse/client.ts';
import { openRedis } from '../projections/redis/client.ts';
import { isStoreAway } from '../projections/read/away.ts';
import { whyAway } from '../projections/why-away.ts';
import { loadConfig } from '../service/config.ts';
import type { Config } from '../service/config.ts';
import { tlsProblem } from '../service/tls-problem.ts';
import { isAway } from '../topics/away.ts';
import { LogError } from '../topics/log/port.ts';
import { RegistryError } from '../topics/codec/registry.ts';
import type { Part } from './part.ts';

/** The variable that names a service of the operator's own. */
export type NamedService = NonNullable<Part['yours']>;

const LIMIT_MS = 10_000;

/** It answered, and will answer the same again: a password, a certificate, a setting. Waiting does not help. */
export class ServiceRefused extends Error {
  override readonly name = 'ServiceRefused';
}

/** Addresses for what the environment does not name: nobody asks there, they only make the rest readable. */
const NOT_NAMED = {
  KAFKA_BROKERS: '127.0.0.1:0',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:0',
  CLICKHOUSE_URL: 'http://127.0.0.1:0',
  REDIS_URL: 'redis://127.0.0.1:0',
} as const satisfies Record<NamedService, string>;

/**
 * The configuration as our processes will read it, before there is an installation.
 * @throws ConfigError with every problem.
 */
export function namedConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  return loadConfig({ ...NOT_NAMED, ...given });
}

/**
 * Asks a service of the operator's own as our processes do, with its TLS and its credentials.
 * @throws ServiceRefused when it answers and does not let us in; another error when it cannot be reached now.
 */
export async function reach(variable: NamedService, config: Config): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer in ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  try {
    await Promise.race([ASK[variable](config), late.promise]);
  } catch (error) {
    const Failure = passes(error) ? Error : ServiceRefused;
    throw new Failure(whyAway(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Whether waiting may help. */
function passes(error: unknown): boolean {
  if (error instanceof LogError || error instanceof RegistryError) return isAway(error);
  const refused = error instanceof Error && error.cause instanceof Error && error.cause.name === 'ReplyError';
  return isStoreAway(error) && !refused && !(error instanceof ServiceRefused) && tlsProblem(error) === null;
}

const ASK = {
  async KAFKA_BROKERS(config) {
    // The client goes on trying for longer than we wait, and then cannot say why.
    await Promise.any(config.kafka.brokers.map(opens)).catch((error: AggregateError) => {
      throw new LogError('unavailable', (error.errors[0] as Error).message, { cause: error });
    });
    const log = connectKafka({ ...config.kafka, clientId: 'signalpost-reach' }, SILENT);
    try {
      await log.partitionCounts(['workspace.events']);
    } finally {
      await log.close();
    }
  },
  async SCHEMA_REGISTRY_URL(config) {
    await createConfluentRegistry(config.registry).find(1);
  },
  async CLICKHOUSE_URL(config) {
    const client = openClickHouse(config, { timeoutMs: LIMIT_MS });
    try {
      await select(client, 'SELECT 1');
    } finally {
      await client.close();
    }
  },
  async REDIS_URL(config) {
    let broken: Error | undefined;
    const redis = openRedis(config, (error) => (broken = error));
    try {
      const [, policy] = (await redis.config('GET', 'maxmemory-policy').catch(() => [])) as string[];
      await redis.ping();
      if (policy !== undefined && policy !== 'noeviction')
        throw new ServiceRefused(
          `maxmemory-policy is ${policy}: entries of read models would vanish; set noeviction`,
        );
    } catch (error) {
      throw broken ?? error;
    } finally {
      redis.disconnect();
    }
  },
} as const satisfies Record<NamedService, (config: Config) => Promise<void>>;

/** Resolves when somebody listens at `host:port`. */
async function opens(address: string): Promise<void> {
  const at = address.lastIndexOf(':');
  const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(LIMIT_MS / 2) });
  } finally {
    socket.destroy();
  }
}

/** What is wrong comes back as an error; the client's own lines would only repeat it. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
