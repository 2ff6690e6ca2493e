import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { COMPATIBILITY } from '@kafkajs/confluent-schema-registry/dist/constants.js';
import { SchemaType } from '@kafkajs/confluent-schema-registry/dist/@types.js';
import { RegistryError } from './registry.ts';
import type { SchemaRegistryPort } from './registry.ts';
import { subjectOf } from './schemas.ts';

export interface RegistryConfig {
  /** Base URL; may carry a path (`…/apis/ccompat/v7`). */
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** Longest wait for one answer, ms. */
  readonly timeoutMs?: number;
}

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
  const client = new SchemaRegistry({
    host: config.url,
    clientId: 'signalpost',
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
      throw new RegistryError(codeOf(statusOf(error)), `${what}: HTTP ${statusOf(error) ?? 'not reached'}`, {
        cause: error,
      });
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
        const answer = await fetch(`${config.url.replace(/\/$/, '')}/config`, {
          method: 'PUT',
          headers: {
            'content-type': 'application/vnd.schemaregistry.v1+json',
            ...(config.username !== null && config.password !== null
              ? {
                  authorization: `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}`,
                }
              : {}),
          },
          body: JSON.stringify({ compatibility: LEVEL }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!answer.ok) throw Object.assign(new Error('refused'), { status: answer.status });
      }),
  };
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

function codeOf(status: number | undefined): RegistryError['code'] {
  if (status === 409 || status === 422) return 'incompatible';
  return status === 401 || status === 403 ? 'unauthorised' : 'unavailable';
}
