import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Part } from '../part.ts';
import { ping } from './redis-ping.ts';

const MOST_REDIS_MB = 384;

/**
 * `maxmemory`: what all read models and streams together may take, bytes. A rebuild holds the views twice, and 20 busy
 * workspaces need more than one.
 * @throws where SIGNALPOST_REDIS_MB is no number of MiB
 */
export function mostRedisBytes(env: NodeJS.ProcessEnv = process.env): number {
  const given = env['SIGNALPOST_REDIS_MB']?.trim() ?? '';
  const mb = given === '' ? MOST_REDIS_MB : Number(given);
  if (!Number.isInteger(mb) || mb < 1)
    throw new Error(`SIGNALPOST_REDIS_MB is a whole number of MiB, not ${JSON.stringify(given)}`);
  return mb * 1024 * 1024;
}

/** Redis' settings. `noeviction`: read models must fail loudly when full, never lose an entry in silence. */
export function redisConf(dataDir: string, port: number): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    'daemonize no',
    `dir ${JSON.stringify(dataDir)}`,
    `maxmemory ${mostRedisBytes() / 1024 / 1024}mb`,
    'maxmemory-policy noeviction',
    'appendonly yes',
    'appendfsync everysec',
    // The append-only file holds all; snapshots beside it would only double the writes.
    'save ""',
    '',
  ].join('\n');
}

export const redis: Part = {
  name: 'redis',
  purpose: 'the fast read models and live streams',
  kind: 'server',
  needs: [],
  tools: ['redis-server'],
  yours: 'REDIS_URL',
  ports: { redis: 6379 },
  secrets: false,
  readyWithinMs: 30_000,
  stopWithinMs: 10_000,

  async prepare(context) {
    writeFileSync(join(context.dataDir, 'redis.conf'), redisConf(context.dataDir, context.ports['redis']!));
  },
  command: (context) => ({ file: 'redis-server', args: [join(context.dataDir, 'redis.conf')] }),
  ready: (context) => ping('127.0.0.1', context.ports['redis']!),
  services: (ports) => ({ redis: { url: `redis://127.0.0.1:${ports['redis']}` } }),
  url: (services) => services.redis?.url,
};
