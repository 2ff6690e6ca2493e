/** One way to reach the stores for every process: with the authority and the user of the configuration. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { clickHouseConnection, redisConnection } from './store-connections.ts';

const CA = rootCertificates[0]!;
const ROOT = path.join(import.meta.dirname, '..');

describe('connections to stores', () => {
  it('ClickHouse: address, user, and the authority where there is one', () => {
    const given = { url: 'https://clickhouse:8443', database: 'd', username: 'u', password: 'p' };
    expect(clickHouseConnection(given)).toEqual({ url: given.url, username: 'u', password: 'p' });
    expect(clickHouseConnection({ ...given, ca: CA }).tls?.ca_cert.toString()).toBe(CA);
  });

  it('Redis: TLS only where the address says so, and no server name for an address', () => {
    expect(redisConnection({ url: 'redis://redis:6379', ca: CA })).toEqual({});
    expect(redisConnection({ url: 'rediss://redis:6379' })).toEqual({ tls: { servername: 'redis' } });
    expect(redisConnection({ url: 'rediss://127.0.0.1:6379' })).toEqual({ tls: {} });
    expect(redisConnection({ url: 'rediss://redis:6379', ca: CA }).tls?.secureContext).toBeDefined();
  });

  it('every client of ours is made with them', () => {
    const files = globSync(
      '{service,topics,models,platforms,processors,projections,gateway,stack,cli}/**/*.ts',
      {
        cwd: ROOT,
      },
    ).filter((file) => !file.endsWith('.test.ts') && !file.includes('node_modules'));
    const made = files.flatMap((file) => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      return [...text.matchAll(/\b(createClient|new Redis)\(/g)].map((match) => ({
        file,
        right: text
          .slice(match.index, match.index + 200)
          .includes(match[1] === 'createClient' ? '...clickHouseConnection(' : '...redisConnection('),
      }));
    });
    expect(made.length).toBeGreaterThanOrEqual(5);
    expect(made.filter(({ right }) => !right)).toEqual([]);
  });
});
