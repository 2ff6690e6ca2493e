/**
 * All configuration of a process, read once. The environment wins; what it leaves out comes from
 * `.signalpost/services.json`, which the local installation writes. `.env.example` is the manual.
 */
import path from 'node:path';
import { z } from 'zod';
import { readCertificates, type KafkaCertificates } from './certificates.ts';
import {
  MODERATION_TOGETHER,
  moderationConfig,
  moderationVariables,
  perspectiveProblem,
  type ModerationConfig,
} from './moderation-config.ts';
import { MAX_DEMO_WORKSPACES } from './demo-workspaces.ts';
import { readSeededBugs } from './seeded-bugs.ts';
import { NETWORK_VARIABLES, networkVariable, perNetwork } from './networks.ts';
import type { NetworkSetting, NetworkSlug, NetworkVariable } from './networks.ts';
import { fromServices } from './services-file.ts';

const url = (...protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`)) && URL.canParse(text), {
      message: `must be a URL that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`,
    });
/** Clients put such a URL into errors whole, so credentials have variables of their own. */
const bareUrl = url('http', 'https').refine((text) => !hasCredentials(text), {
  message: 'must hold no user or password: they have variables of their own',
});
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** `network:id=token`, separated by commas. */
const accountTokens = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.trim().split(/=(.*)/s).slice(0, 2)))
  .refine(
    (pairs) => pairs.every(([id = '', token = '']) => /^[a-z]+:\S+$/.test(id) && /^\S{8,}$/.test(token)),
    { message: 'must be network:id=token, separated by commas, each token of at least 8 characters' },
  )
  .transform((pairs) => new Map(pairs as [string, string][]));
/** `5,30,120`: seconds, each later than the one before, within two hours. */
const looks = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .refine((seconds) => seconds.every((one, at) => one > (seconds[at - 1] ?? 0) && one <= 7_200), {
    message: 'must be seconds, separated by commas, each more than the one before, 7200 at most',
  })
  .transform((seconds) => seconds.map((one) => one * 1_000));
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
  KAFKA_SSL_CERT_FILE: z.string().optional(),
  KAFKA_SSL_KEY_FILE: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  SCHEMA_REGISTRY_URL: bareUrl,
  SCHEMA_REGISTRY_USERNAME: z.string().optional(),
  SCHEMA_REGISTRY_PASSWORD: z.string().optional(),
  CLICKHOUSE_URL: bareUrl,
  CLICKHOUSE_DATABASE: z.string().regex(/^\w+$/).default('signalpost'),
  CLICKHOUSE_USERNAME: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  REDIS_URL: url('redis', 'rediss'),
  SIGNALPOST_CA_FILE: z.string().optional(),
  SIGNALPOST_SCALE: z.enum(['local', 'cluster']).default('local'),
  SIGNALPOST_REPLICATION: z.coerce.number().int().min(1).max(9).default(1),
  SIGNALPOST_LOG_COMPRESSION: z.enum(['none', 'lz4', 'zstd']).default('none'),
  SIGNALPOST_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SIGNALPOST_TRACE_RATIO: z.coerce.number().min(0).max(1).default(0.1),
  OTEL_EXPORTER_OTLP_ENDPOINT: bareUrl.optional(),
  SIGNALPOST_HOST: z.string().default('127.0.0.1'),
  SIGNALPOST_GATEWAY_PORT: port.default(8080),
  SIGNALPOST_PROCESSORS_PORT: port.default(9101),
  SIGNALPOST_PROJECTIONS_PORT: port.default(9102),
  SIGNALPOST_API_TOKEN: z.string().min(16).optional(),
  ...networkVariables(),
  SIGNALPOST_ACCOUNT_TOKENS: accountTokens.optional(),
  SIGNALPOST_DEMO_WORKSPACES: z.coerce.number().int().min(1).max(MAX_DEMO_WORKSPACES).default(1),
  SIGNALPOST_TRANSFORMER_DIR: z.string().optional(),
  SIGNALPOST_MODELS_DIR: z.string().optional(),
  SIGNALPOST_GRAMMAR: flag.default(true),
  SIGNALPOST_READBACK_SECONDS: looks.default([5_000, 30_000, 120_000]),
  ...moderationVariables(bareUrl),
});

function networkVariables(): Readonly<Record<NetworkVariable, z.ZodOptional<z.ZodString>>> {
  const secret = z.string().min(8).optional();
  const kinds = { URL: bareUrl.optional(), TOKEN: secret, APP_SECRET: secret } as const satisfies Record<
    NetworkSetting,
    z.ZodOptional<z.ZodString>
  >;
  return Object.fromEntries(NETWORK_VARIABLES.map(({ name, setting }) => [name, kinds[setting]])) as Record<
    NetworkVariable,
    z.ZodOptional<z.ZodString>
  >;
}

export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly ssl: false | KafkaCertificates;
  readonly sasl: null | {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** Of the record batches that we write; every codec but snappy is read, whatever this says. */
  readonly compression: 'none' | 'lz4' | 'zstd';
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
    /** Authorities to trust over https, PEM; the system's when absent. So in the next two. */
    readonly ca?: string;
  };
  readonly clickhouse: {
    readonly url: string;
    readonly ca?: string;
    readonly database: string;
    readonly username: string;
    readonly password: string;
  };
  readonly redis: { readonly url: string; readonly ca?: string };
  readonly scale: 'local' | 'cluster';
  readonly replication: number;
  readonly logLevel: string;
  readonly tracing: { readonly ratio: number; readonly endpoint: string | null };
  /** Address that our own servers listen on. */
  readonly host: string;
  readonly ports: { readonly gateway: number; readonly processors: number; readonly projections: number };
  readonly apiToken: string | null;
  /** Networks that are configured; one that is not is simply not connected. */
  readonly networks: Readonly<Record<NetworkSlug, NetworkConfig | null>>;
  /** By account (`network:id`): tokens of those that do not use their network's. */
  readonly accountTokens: ReadonlyMap<string, string>;
  /** How many workspaces a demonstration or a test begins with. */
  readonly demoWorkspaces: number;
  /** Folder of the transformer tier's model; null leaves the tier off. */
  readonly transformerDir: string | null;
  /** Folder of the weights that workspaces have adopted, each file named by its SHA-256. */
  readonly modelsDir: string;
  readonly moderation: ModerationConfig;
  /** Whether spelling and grammar of drafts that wait are read. */
  readonly grammar: boolean;
  /** When an attempt whose answer was lost is looked for at its network, ms after that was noticed; the last decides. */
  readonly readbackMs: readonly number[];
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
  return path.resolve(env['SIGNALPOST_HOME'] || path.join(import.meta.dirname, '..', '.signalpost'));
}

/** Variables that some processes cannot do without, and why. */
const REQUIRED = {
  SIGNALPOST_API_TOKEN: 'the gateway lets nobody in without one',
} as const;
export type Required = keyof typeof REQUIRED;

/** A variable, and those without which it would be ignored or could not work. */
const TOGETHER: readonly (readonly [string, readonly string[]])[] = [
  ['KAFKA_SASL_MECHANISM', ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD']],
  ['KAFKA_SASL_USERNAME', ['KAFKA_SASL_MECHANISM']],
  ['KAFKA_SASL_PASSWORD', ['KAFKA_SASL_MECHANISM']],
  ['KAFKA_SSL_CERT_FILE', ['KAFKA_SSL_KEY_FILE']],
  ['KAFKA_SSL_KEY_FILE', ['KAFKA_SSL_CERT_FILE']],
  ['SCHEMA_REGISTRY_USERNAME', ['SCHEMA_REGISTRY_PASSWORD']],
  ['SCHEMA_REGISTRY_PASSWORD', ['SCHEMA_REGISTRY_USERNAME']],
  ...MODERATION_TOGETHER,
];
const NEED_TLS = ['KAFKA_SSL_CA_FILE', 'KAFKA_SSL_CERT_FILE', 'KAFKA_SSL_KEY_FILE'] as const;

/** What is wrong between variables that are each right by themselves. */
function problemsTogether(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const has = (name: string): boolean => given[name] !== undefined;
  const perspective = perspectiveProblem(given);
  return [
    ...(perspective === null ? [] : [perspective]),
    ...TOGETHER.filter(([name, needed]) => has(name) && !needed.every(has)).map(
      ([name, needed]) => `${name} needs ${needed.join(' and ')}`,
    ),
    ...NEED_TLS.filter((name) => has(name) && given['KAFKA_SSL'] !== 'true').map(
      (name) => `${name} needs KAFKA_SSL=true`,
    ),
  ];
}

/**
 * @param env the environment; an empty value counts as absent.
 * @param required variables that must be there beyond those that every process needs.
 * @throws ConfigError with all problems.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, required: readonly Required[] = []): Config {
  const home = homeFolder(env);
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(problem);
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse({ ...fromServices(home, report), ...given });
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    problems.push(
      given[name] === undefined
        ? `${name} is not set: set it, or start the local installation with \`npm start\``
        : `${name} ${issue.message}`,
    );
  }
  problems.push(
    ...problemsTogether(given),
    ...readSeededBugs(given).problems,
    ...required
      .filter((name) => given[name] === undefined)
      .map((name) => `${name} is not set: ${REQUIRED[name]}`),
  );
  const { ca, kafka: kafkaCertificates } = readCertificates(given, report);
  const trust = ca === undefined ? {} : { ca };
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const value = parsed.data;
  return {
    home,
    kafka: {
      brokers: value.KAFKA_BROKERS,
      ssl: value.KAFKA_SSL ? kafkaCertificates : false,
      sasl: value.KAFKA_SASL_MECHANISM
        ? {
            mechanism: value.KAFKA_SASL_MECHANISM,
            username: value.KAFKA_SASL_USERNAME ?? '',
            password: value.KAFKA_SASL_PASSWORD ?? '',
          }
        : null,
      compression: value.SIGNALPOST_LOG_COMPRESSION,
    },
    registry: {
      url: value.SCHEMA_REGISTRY_URL,
      username: value.SCHEMA_REGISTRY_USERNAME ?? null,
      password: value.SCHEMA_REGISTRY_PASSWORD ?? null,
      ...trust,
    },
    clickhouse: {
      url: value.CLICKHOUSE_URL,
      database: value.CLICKHOUSE_DATABASE,
      username: value.CLICKHOUSE_USERNAME,
      password: value.CLICKHOUSE_PASSWORD,
      ...trust,
    },
    redis: { url: value.REDIS_URL, ...trust },
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
    networks: perNetwork((slug) => {
      const of = (setting: NetworkSetting): string | undefined => value[networkVariable(slug, setting)];
      return network(of('URL'), of('TOKEN'), of('APP_SECRET'));
    }),
    accountTokens: value.SIGNALPOST_ACCOUNT_TOKENS ?? new Map(),
    demoWorkspaces: value.SIGNALPOST_DEMO_WORKSPACES,
    transformerDir:
      value.SIGNALPOST_TRANSFORMER_DIR === undefined ? null : path.resolve(value.SIGNALPOST_TRANSFORMER_DIR),
    modelsDir: path.resolve(value.SIGNALPOST_MODELS_DIR ?? path.join(home, 'models')),
    moderation: moderationConfig(value),
    grammar: value.SIGNALPOST_GRAMMAR,
    readbackMs: value.SIGNALPOST_READBACK_SECONDS,
  };
}

function hasCredentials(text: string): boolean {
  const address = URL.parse(text);
  return address !== null && (address.username !== '' || address.password !== '');
}

function network(
  address: string | undefined,
  token: string | undefined,
  appSecret: string | undefined,
): NetworkConfig | null {
  return address && token ? { url: address, token, appSecret: appSecret ?? null } : null;
}
