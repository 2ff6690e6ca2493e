import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { COMPATIBILITY } from '@kafkajs/confluent-schema-registry/dist/constants.js';
import { SchemaType } from '@kafkajs/confluent-schema-registry/dist/@types.js';
import { explainTls, tlsProblem } from '../../service/tls-problem.ts';
import { registryTransport } from './registry-transport.ts';
import { RegistryError } from './registry.ts';
import type { SchemaRegistryPort } from './registry.ts';
import { subjectOf } from './schemas.ts';

export interface RegistryConfig {
  /** Base URL; may carry a path (`…/apis/ccompat/v7`). */
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** Authorities to trust over https, PEM; the system's when absent. */
  readonly ca?: string;
  /** Longest wait for one answer, ms. */
  readonly timeoutMs?: number;
}

const TLS = {
  address: 'SCHEMA_REGISTRY_URL',
  ca: 'SIGNALPOST_CA_FILE',
  tls: 'the scheme of SCHEMA_REGISTRY_URL',
} as const;
const LEVEL = 'FULL_TRANSITIVE';
/** Thrown by the client before it asks: the level of the subject is not ours, or the schema is not valid. */
const INCOMPATIBLE: ReadonlySet<string> = new Set([
  'ConfluentSchemaRegistryCompatibilityError',
  'ConfluentSchemaRegistryInvalidSchemaError',
]);

/** The registry of an installation, through its client. No answer in time is `unavailable`. */
export function createConfluentRegistry(config: RegistryConfig): SchemaRegistryPort & {
  /** Sets the global compatibility level. Must come before the first registration, which is judged by it. */
  setCompatibility(): Promise<void>;
} {
  const timeoutMs = config.timeoutMs ?? 5_000;
  const transport = registryTransport(config.url, config.ca);
  const client = new SchemaRegistry({
    host: config.url,
    clientId: 'signalpost',
    agent: transport.agent,
    ...(config.username !== null && config.password !== null
      ? { auth: { username: config.username, password: config.password } }
      : {}),
    retry: { retries: 0 },
  });

  const call = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => timeout.reject(new RegistryError('unavailable', `${what}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    try {
      return await Promise.race([run(), timeout.promise]);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      if (INCOMPATIBLE.has((error as Error).name)) {
        throw new RegistryError('incompatible', `${what}: the subject has another compatibility level`, {
          cause: error,
        });
      }
      throw refusal(what, error, transport.failure());
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    register: (type, schema) =>
      call(`registering ${subjectOf(type)}`, async () => {
        const answer = await client.register(
          { type: SchemaType.AVRO, schema },
          { subject: subjectOf(type), compatibility: COMPATIBILITY.FULL_TRANSITIVE },
        );
        return answer.id;
      }),

    find: (id) =>
      call(`fetching schema ${id}`, async () => {
        try {
          return JSON.stringify(await client.getSchema(id));
        } catch (error) {
          if (statusOf(error) === 404) return null;
          throw error;
        }
      }),

    setCompatibility: () =>
      call('setting the compatibility level', async () => {
        const status = await transport.put(
          `${config.url.replace(/\/$/, '')}/config`,
          {
            'content-type': 'application/vnd.schemaregistry.v1+json',
            ...(config.username !== null && config.password !== null
              ? {
                  authorization: `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}`,
                }
              : {}),
          },
          JSON.stringify({ compatibility: LEVEL }),
          timeoutMs,
        );
        if (status >= 300) throw Object.assign(new Error('refused'), { status });
      }),
  };
}

/** @param broken why the connection failed, where it did. */
function refusal(what: string, error: unknown, broken: Error | null): RegistryError {
  const tls = tlsProblem(broken);
  if (tls) {
    return new RegistryError('unauthorised', `${what}: ${explainTls(tls, 'the registry', TLS)}`, {
      cause: broken,
    });
  }
  if (broken) {
    const reason = 'code' in broken && typeof broken.code === 'string' ? ` (${broken.code})` : '';
    return new RegistryError('unavailable', `${what}: not reached${reason}`, { cause: broken });
  }
  const status = statusOf(error);
  const code = codeOf(status);
  const hint = code === 'unauthorised' ? ': see SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD' : '';
  return new RegistryError(code, `${what}: HTTP ${status ?? 'not reached'}${hint}`, { cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

function codeOf(status: number | undefined): RegistryError['code'] {
  if (status === 409 || status === 422) return 'incompatible';
  return status === 401 || status === 403 ? 'unauthorised' : 'unavailable';
}
