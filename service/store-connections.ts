/**
 * How every process reaches ClickHouse and Redis: addresses, users, and the authority that both trust, from the
 * configuration. Options of the ordinary clients; who makes a client adds its own limits.
 */
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Config } from './config.ts';

export interface ClickHouseConnection {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly tls?: { readonly ca_cert: Buffer };
}

/** Options for `createClient` of @clickhouse/client. */
export function clickHouseConnection({
  url,
  username,
  password,
  ca,
}: Config['clickhouse']): ClickHouseConnection {
  return { url, username, password, ...(ca === undefined ? {} : { tls: { ca_cert: Buffer.from(ca) } }) };
}

export interface RedisConnection {
  readonly tls?: { readonly servername?: string; readonly secureContext?: SecureContext };
}

/** Options for ioredis besides the URL; one context, because reading every authority takes some 20 ms. */
export function redisConnection({ url, ca }: Config['redis']): RedisConnection {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'rediss:') return {};
  return {
    tls: {
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      ...(ca === undefined ? {} : { secureContext: createSecureContext({ ca }) }),
    },
  };
}
