/**
 * All configuration of a process, read once. The environment wins; what it leaves out comes from
 * `.signalpost/services.json`, which the local installation writes. `.env.example` is the manual.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const url = (...protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`)) && URL.canParse(text), {
      message: `must be a URL that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`,
    });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .refine((brokers) => brokers.every((broker) => /^[^\s:]+:\d+$/.test(broker)), {
      message: 'must be host:port, separated by commas',
    }),
  KAFKA_SSL: flag.default(false),
  KAFKA_SSL_CA_FILE: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  SCHEMA_REGISTRY_URL: url('http', 'https'),
  SCHEMA_REGISTRY_USERNAME: z.string().optional(),
  SCHEMA_REGISTRY_PASSWORD: z.string().optional(),
  CLICKHOUSE_URL: url('http', 'https'),
  CLICKHOUSE_DATABASE: z.string().regex(/^\w+$/).default('signalpost'),
  CLICKHOUSE_USERNAME: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  REDIS_URL: url('redis', 'rediss'),
  SIGNALPOST_SCALE: z.enum(['local', 'cluster']).default('local'),
  SIGNALPOST_REPLICATION: z.coerce.number().int().min(1).max(9).default(1),
  SIGNALPOST_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SIGNALPOST_TRACE_RATIO: z.coerce.number().min(0).max(1).default(0.1),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https').optional(),
  SIGNALPOST_HOST: z.string().default('127.0.0.1'),
  SIGNALPOST_GATEWAY_PORT: port.default(8080),
  SIGNALPOST_PROCESSORS_PORT: port.default(9101),
  SIGNALPOST_PROJECTIONS_PORT: port.default(9102),
  SIGNALPOST_API_TOKEN: z.string().min(16).optional(),
  SIGNALPOST_X_URL: url('http', 'https').optional(),
  SIGNALPOST_X_APP_SECRET: z.string().min(8).optional(),
  SIGNALPOST_X_TOKEN: z.string().min(8).optional(),
  SIGNALPOST_MASTODON_URL: url('http', 'https').optional(),
  SIGNALPOST_MASTODON_TOKEN: z.string().min(8).optional(),
});

/** What `.signalpost/services.json` holds; written by the supervisor. */
const servicesSchema = z.object({
  kafka: z.object({ brokers: z.array(z.string()) }).optional(),
  registry: z.object({ url: z.string() }).optional(),
  clickhouse: z.object({ url: z.string() }).optional(),
  redis: z.object({ url: z.string() }).optional(),
  networks: z.record(z.string(), z.object({ url: z.string() })).optional(),
  gateway: z.object({ url: z.string() }).optional(),
  processors: z.object({ url: z.string() }).optional(),
  projections: z.object({ url: z.string() }).optional(),
});

export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly ssl: false | { readonly ca?: string };
  readonly sasl: null | {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

export interface NetworkConfig {
  readonly url: string;
  readonly token: string;
  /** Secret with which the network signs its webhooks, where it does. */
  readonly appSecret: string | null;
}

export interface Config {
  readonly home: string;
  readonly kafka: KafkaConfig;
  readonly registry: {
    readonly url: string;
    readonly username: string | null;
    readonly password: string | null;
  };
  readonly clickhouse: {
    readonly url: string;
    readonly database: string;
    readonly username: string;
    readonly password: string;
  };
  readonly redis: { readonly url: string };
  readonly scale: 'local' | 'cluster';
  readonly replication: number;
  readonly logLevel: string;
  readonly tracing: { readonly ratio: number; readonly endpoint: string | null };
  /** Address that our own servers listen on. */
  readonly host: string;
  readonly ports: { readonly gateway: number; readonly processors: number; readonly projections: number };
  readonly apiToken: string | null;
  /** Networks that are configured; one that is not is simply not connected. */
  readonly networks: { readonly x: NetworkConfig | null; readonly mastodon: NetworkConfig | null };
}

/** Every problem of the configuration at once, one line each: name, what is wrong. Never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Folder in which a local installation keeps its state. */
export function homeFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env['SIGNALPOST_HOME'] ?? path.join(import.meta.dirname, '..', '.signalpost'));
}

/**
 * @param env the environment; an empty value counts as absent.
 * @throws ConfigError with all problems.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const home = homeFolder(env);
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse({ ...fromServices(home), ...given });
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        const missing = given[name] === undefined;
        return missing
          ? `${name} is not set: set it, or start the local installation with \`npm start\``
          : `${name} ${issue.message}`;
      });
  if (!parsed.success) throw new ConfigError(problems);
  const value = parsed.data;
  if (value.KAFKA_SASL_MECHANISM && !(value.KAFKA_SASL_USERNAME && value.KAFKA_SASL_PASSWORD)) {
    throw new ConfigError(['KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD']);
  }
  return {
    home,
    kafka: {
      brokers: value.KAFKA_BROKERS,
      ssl: value.KAFKA_SSL
        ? value.KAFKA_SSL_CA_FILE
          ? { ca: readFileSync(value.KAFKA_SSL_CA_FILE, 'utf8') }
          : {}
        : false,
      sasl: value.KAFKA_SASL_MECHANISM
        ? {
            mechanism: value.KAFKA_SASL_MECHANISM,
            username: value.KAFKA_SASL_USERNAME ?? '',
            password: value.KAFKA_SASL_PASSWORD ?? '',
          }
        : null,
    },
    registry: {
      url: value.SCHEMA_REGISTRY_URL,
      username: value.SCHEMA_REGISTRY_USERNAME ?? null,
      password: value.SCHEMA_REGISTRY_PASSWORD ?? null,
    },
    clickhouse: {
      url: value.CLICKHOUSE_URL,
      database: value.CLICKHOUSE_DATABASE,
      username: value.CLICKHOUSE_USERNAME,
      password: value.CLICKHOUSE_PASSWORD,
    },
    redis: { url: value.REDIS_URL },
    scale: value.SIGNALPOST_SCALE,
    replication: value.SIGNALPOST_REPLICATION,
    logLevel: value.SIGNALPOST_LOG_LEVEL,
    tracing: { ratio: value.SIGNALPOST_TRACE_RATIO, endpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT ?? null },
    host: value.SIGNALPOST_HOST,
    ports: {
      gateway: value.SIGNALPOST_GATEWAY_PORT,
      processors: value.SIGNALPOST_PROCESSORS_PORT,
      projections: value.SIGNALPOST_PROJECTIONS_PORT,
    },
    apiToken: value.SIGNALPOST_API_TOKEN ?? null,
    networks: {
      x: network(value.SIGNALPOST_X_URL, value.SIGNALPOST_X_TOKEN, value.SIGNALPOST_X_APP_SECRET),
      mastodon: network(value.SIGNALPOST_MASTODON_URL, value.SIGNALPOST_MASTODON_TOKEN, undefined),
    },
  };
}

function network(
  address: string | undefined,
  token: string | undefined,
  appSecret: string | undefined,
): NetworkConfig | null {
  return address && token ? { url: address, token, appSecret: appSecret ?? null } : null;
}

/** Environment-shaped defaults from the services file; nothing when there is none. */
function fromServices(home: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path.join(home, 'services.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const services = servicesSchema.parse(JSON.parse(text));
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['KAFKA_BROKERS', services.kafka?.brokers.join(',')],
    ['SCHEMA_REGISTRY_URL', services.registry?.url],
    ['CLICKHOUSE_URL', services.clickhouse?.url],
    ['REDIS_URL', services.redis?.url],
    ['SIGNALPOST_X_URL', services.networks?.['x']?.url],
    ['SIGNALPOST_MASTODON_URL', services.networks?.['mastodon']?.url],
    ['SIGNALPOST_GATEWAY_PORT', portOf(services.gateway?.url)],
    ['SIGNALPOST_PROCESSORS_PORT', portOf(services.processors?.url)],
    ['SIGNALPOST_PROJECTIONS_PORT', portOf(services.projections?.url)],
  ];
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}

function portOf(address: string | undefined): string | undefined {
  return address ? new URL(address).port : undefined;
}
