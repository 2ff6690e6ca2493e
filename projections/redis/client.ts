/** One bounded Redis connection per process, with the views' scripts as commands. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Redis, ReplyError } from 'ioredis';
import type { Config } from '../../service/config.ts';
import { redisConnection } from '../../service/store-connections.ts';
import { explainTls, tlsProblem } from '../../service/tls-problem.ts';

export type { Redis } from 'ioredis';

const script = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, 'scripts', `${name}.lua`), 'utf8');

/** Scripts by command name; each takes one key, the others derive from its prefix. */
const SCRIPTS = {
  spEngagement: 'engagement',
  spEntity: 'entity',
  spPost: 'post',
  spEvict: 'evict',
  spSeal: 'seal',
  spAdvance: 'advance',
} as const;
export type ScriptName = keyof typeof SCRIPTS;

/** Redis' codes for a user, a password or a right that is not as it should be: the first word of its answer. */
const REFUSALS: ReadonlySet<string> = new Set(['WRONGPASS', 'NOAUTH', 'NOPERM']);
const TLS = { address: 'REDIS_URL', ca: 'SIGNALPOST_CA_FILE', tls: 'the scheme of REDIS_URL' } as const;

/** A failure of the connection, in words that say what to change; never with an address or a password. */
function explained(error: Error): Error {
  const tls = tlsProblem(error);
  if (tls) return new Error(explainTls(tls, 'Redis', TLS), { cause: error });
  const [code = ''] = error instanceof ReplyError ? error.message.split(' ', 1) : [];
  if (!REFUSALS.has(code)) return error;
  return new Error(`Redis refused the user or the password in REDIS_URL (${code})`, { cause: error });
}

/**
 * Errors come back to the caller after one try and 5 s: who waits, and for how long, is decided there. The
 * connection itself comes back by itself, at the latest 2 s after Redis does.
 */
export function openRedis(
  config: Pick<Config, 'redis'>,
  onError: (error: Error) => void,
  options: { readonly commandMs?: number } = {},
): Redis {
  const redis = new Redis(config.redis.url, {
    connectTimeout: 5_000,
    commandTimeout: options.commandMs ?? 5_000,
    maxRetriesPerRequest: 1,
    ...redisConnection(config.redis),
    retryStrategy: (attempt) => Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)),
  });
  for (const [command, file] of Object.entries(SCRIPTS)) {
    redis.defineCommand(command, { numberOfKeys: 1, lua: script(file) });
  }
  redis.on('error', (error) => onError(explained(error)));
  return redis;
}

/** Runs a script alone. */
export function runScript(
  redis: Redis,
  name: ScriptName,
  args: readonly (string | number)[],
): Promise<unknown> {
  const run = (redis as unknown as Record<ScriptName, (...args: (string | number)[]) => Promise<unknown>>)[
    name
  ];
  return run.call(redis, ...args);
}

/** Runs commands in one round trip. @throws the first error, with all commands tried. */
export async function runAll(
  redis: Redis,
  commands: readonly (readonly [
    ScriptName | 'exists' | 'zcard' | 'hgetall' | 'type' | 'zrange' | 'smembers' | 'get',
    readonly (string | number | Buffer)[],
  ])[],
): Promise<readonly unknown[]> {
  const pipeline = redis.pipeline() as unknown as Record<
    string,
    (...args: (string | number | Buffer)[]) => unknown
  > & {
    exec(): Promise<[Error | null, unknown][] | null>;
  };
  for (const [name, args] of commands) pipeline[name]?.(...args);
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, value]) => {
    if (error) throw error;
    return value;
  });
}
