/** Every connection to an outside service over TLS with credentials, on real servers: right, and wrong in every way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClickHouse, select } from '../../projections/clickhouse/client.ts';
import { openRedis } from '../../projections/redis/client.ts';
import { loadConfig, type Config } from '../../service/config.ts';
import { whyAway } from '../../projections/why-away.ts';
import { startStack, type TestStack } from '../../stack/testing.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { RegistryError } from '../../topics/codec/registry.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { LogError } from '../../topics/log/port.ts';
import type { Log } from '../../topics/log/port.ts';
import { startEngine, type EngineProcess } from '../clickhouse/engine-process.ts';
import { makeAuthority, type Authority, type Pair } from './authority.ts';
import { startSecuredBroker, type SecuredBroker } from './kafka-broker.ts';
import { startSecuredRedis, type SecuredRedis } from './redis-server.ts';
import { startTlsFront, type Front } from './tls-front.ts';

const KAFKA_USER = { name: 'signalpost', password: 'right4Kafka' };
/** With every character that means something in a URL. */
const REDIS_USER = { name: 'signalpost', password: 'r:g/h@t%20#?&' };
const WRONG = 'wrong-NeverShown-7251';

let dir: string;
let ours: Authority;
let theirs: Authority;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'signalpost-secured-'));
  ours = await makeAuthority(dir, 'ours');
  theirs = await makeAuthority(dir, 'theirs');
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Configuration as a process has it with this environment; addresses that it does not name lead nowhere. */
function configOf(env: Readonly<Record<string, string>>): Config {
  return loadConfig({
    SIGNALPOST_HOME: dir,
    KAFKA_BROKERS: '127.0.0.1:1',
    SCHEMA_REGISTRY_URL: 'https://127.0.0.1:1',
    CLICKHOUSE_URL: 'https://127.0.0.1:1',
    REDIS_URL: 'rediss://127.0.0.1:1',
    ...env,
  });
}

/** The error of a promise that must be rejected. */
async function failureOf(work: Promise<unknown>): Promise<Error> {
  const failed = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failed instanceof Error) return failed;
  throw new Error('it worked');
}

describe('Kafka', () => {
  let broker: SecuredBroker;
  const logged: string[] = [];
  const note = (fields: object, message: string): void => {
    logged.push(JSON.stringify(fields) + message);
  };
  const sink = { debug: note, info: note, warn: note, error: note };
  beforeAll(async () => {
    broker = await startSecuredBroker(dir, ours, KAFKA_USER);
  });
  afterAll(() => broker?.stop());

  const saslEnv = (mechanism: string): Record<string, string> => ({
    KAFKA_BROKERS: broker.sasl,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA_FILE: ours.ca,
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: KAFKA_USER.name,
    KAFKA_SASL_PASSWORD: KAFKA_USER.password,
  });
  async function withLog<T>(env: Record<string, string>, work: (log: Log) => Promise<T>): Promise<T> {
    const log = connectKafka({ ...configOf(env).kafka, clientId: 'secured' }, sink);
    try {
      return await work(log);
    } finally {
      await log.close();
    }
  }
  /** Writes one record in a transaction and reads it. */
  const roundTrip = (env: Record<string, string>, topic: string): Promise<readonly string[]> =>
    withLog(env, async (log) => {
      await log.createTopics([{ topic, partitions: 1, replicationFactor: 1, config: {} }]);
      const writer = await log.openTransactional(`secured-${topic}`);
      const record = { key: null, value: Buffer.from(topic), timestamp: 1 };
      await writer.commit({ batches: [{ topic, partition: 0, records: [record] }] });
      await writer.close();
      const read: string[] = [];
      for await (const batch of log.read({ topic, partition: 0, from: 0, to: 1 })) {
        read.push(...batch.map(({ value }) => String(value)));
      }
      return read;
    });
  const refusal = (env: Record<string, string>): Promise<Error> =>
    withLog(env, (log) => failureOf(log.partitionCounts(['any'])));

  it.each(['scram-sha-512', 'plain'])(
    'a transaction goes through over TLS with SASL %s',
    async (mechanism) => {
      expect(await roundTrip(saslEnv(mechanism), mechanism)).toEqual([mechanism]);
    },
  );

  it('SIGNALPOST_CA_FILE is trusted where no authority of its own is named', async () => {
    const { KAFKA_SSL_CA_FILE: _, ...env } = saslEnv('plain');
    expect(await roundTrip({ ...env, SIGNALPOST_CA_FILE: ours.ca }, 'own')).toEqual(['own']);
  });

  it('a certificate of ours is shown where the broker asks for one, and its lack is said', async () => {
    const { cert, key } = await ours.issue('client', 'DNS:client');
    const env = { KAFKA_BROKERS: broker.mutual, KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: ours.ca };
    const pair = { KAFKA_SSL_CERT_FILE: cert, KAFKA_SSL_KEY_FILE: key };
    expect(await roundTrip({ ...env, ...pair }, 'mutual')).toEqual(['mutual']);
    const error = await refusal(env);
    expect(error).toMatchObject({ name: 'LogError', code: 'unauthorised' });
    expect(error.message).toContain('see KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE');
  });

  it.each(['scram-sha-512', 'plain'])(
    'a wrong password with %s names the settings and shows none',
    async (mechanism) => {
      const error = await refusal({ ...saslEnv(mechanism), KAFKA_SASL_PASSWORD: WRONG });
      expect(error).toBeInstanceOf(LogError);
      expect(error).toMatchObject({ code: 'unauthorised' });
      expect(error.message).toContain('KAFKA_SASL_PASSWORD');
      expect(everythingOf(error) + logged.join('\n')).not.toContain(WRONG);
    },
  );

  it.each([
    ['the authority of the system alone', () => ({})],
    ['another authority', () => ({ KAFKA_SSL_CA_FILE: theirs.ca })],
    ['another authority besides the system', () => ({ SIGNALPOST_CA_FILE: theirs.ca })],
  ])('a certificate is not trusted with %s', async (_, more) => {
    const { KAFKA_SSL_CA_FILE: __, ...env } = saslEnv('plain');
    const error = await refusal({ ...env, ...more() });
    expect(error).toMatchObject({ name: 'LogError', code: 'unauthorised' });
    expect(error.message).toMatch(/certificate of the broker is not trusted.*KAFKA_SSL_CA_FILE/);
  });
});

describe('Redis', () => {
  let server: SecuredRedis;
  beforeAll(async () => {
    server = await startSecuredRedis(dir, ours, REDIS_USER);
  });
  afterAll(() => server?.stop());

  const address = (password: string, host = '127.0.0.1'): string =>
    `rediss://${REDIS_USER.name}:${encodeURIComponent(password)}@${host}:${server.port}`;
  /** What the connection says when it fails, and what a command says. */
  async function refusal(env: Record<string, string>): Promise<{ said: Error; command: Error }> {
    const first = Promise.withResolvers<Error>();
    const redis = openRedis(configOf(env), first.resolve);
    try {
      const [said, command] = await Promise.all([first.promise, failureOf(redis.get('key'))]);
      return { said, command };
    } finally {
      redis.disconnect();
    }
  }

  it('works with a user, a password and an authority of its own', async () => {
    const errors: Error[] = [];
    const env = { REDIS_URL: address(REDIS_USER.password), SIGNALPOST_CA_FILE: ours.ca };
    const redis = openRedis(configOf(env), (error) => errors.push(error));
    try {
      await redis.set('key', 'value');
      expect(await redis.get('key')).toBe('value');
      expect(errors).toEqual([]);
    } finally {
      redis.disconnect();
    }
  });

  it('a wrong password names the setting and shows nothing of it', async () => {
    const { said, command } = await refusal({ REDIS_URL: address(WRONG), SIGNALPOST_CA_FILE: ours.ca });
    expect(said.message).toBe('Redis refused the user or the password in REDIS_URL (WRONGPASS)');
    expect(whyAway(command)).not.toContain(WRONG);
  });

  it('a certificate that is not trusted is said', async () => {
    const { said } = await refusal({ REDIS_URL: address(REDIS_USER.password) });
    expect(said.message).toMatch(/certificate of Redis is not trusted.*SIGNALPOST_CA_FILE/);
  });

  it('a certificate for another host is refused', async () => {
    const { said } = await refusal({
      REDIS_URL: address(REDIS_USER.password, '127.0.0.2'),
      SIGNALPOST_CA_FILE: ours.ca,
    });
    expect(said.message).toMatch(/for another host.*REDIS_URL/);
  });
});

describe('over https', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await ours.issue('front', 'IP:127.0.0.1,DNS:localhost');
  });

  describe('ClickHouse', () => {
    const PASSWORD = 'right for ClickHouse: ü';
    let engine: EngineProcess;
    let front: Front;
    beforeAll(async () => {
      engine = await startEngine(path.join(dir, 'clickhouse'), {
        CLICKHOUSE_USERNAME: 'writer',
        CLICKHOUSE_PASSWORD: PASSWORD,
      });
      front = await startTlsFront(pair, engine.url);
    });
    afterAll(async () => {
      await front?.close();
      await engine?.stop('SIGTERM');
    });
    async function ask(env: Record<string, string>): Promise<readonly { one: number }[]> {
      const client = openClickHouse(
        configOf({
          CLICKHOUSE_URL: front.url,
          CLICKHOUSE_USERNAME: 'writer',
          CLICKHOUSE_PASSWORD: PASSWORD,
          SIGNALPOST_CA_FILE: ours.ca,
          ...env,
        }),
      );
      try {
        return await select<{ one: number }>(client, 'SELECT 1 AS one');
      } finally {
        await client.close();
      }
    }

    it('works with a user, a password and an authority of its own', async () => {
      expect(await ask({})).toEqual([{ one: 1 }]);
    });

    it('a wrong password names the setting and shows nothing of it', async () => {
      const error = await failureOf(ask({ CLICKHOUSE_PASSWORD: WRONG }));
      expect(whyAway(error)).toMatch(/refused.*CLICKHOUSE_USERNAME.*CLICKHOUSE_PASSWORD/);
      expect(everythingOf(error)).not.toContain(WRONG);
    });

    it('a certificate that is not trusted is said', async () => {
      const error = await failureOf(ask({ SIGNALPOST_CA_FILE: '' }));
      expect(whyAway(error)).toMatch(/certificate of ClickHouse is not trusted.*SIGNALPOST_CA_FILE/);
    });
  });

  describe('the schema registry', () => {
    const CREDENTIALS = {
      SCHEMA_REGISTRY_USERNAME: 'codec',
      SCHEMA_REGISTRY_PASSWORD: 'right for the registry',
    };
    let stack: TestStack;
    let front: Front;
    beforeAll(async () => {
      stack = await startStack({ parts: ['registry'] });
      front = await startTlsFront(pair, stack.services.registry!.url, Object.values(CREDENTIALS).join(':'));
    });
    afterAll(async () => {
      await front?.close();
      await stack?.stop();
    });
    const open = (env: Record<string, string>) => {
      const behind = new URL(stack.services.registry!.url);
      return createConfluentRegistry(
        configOf({
          SCHEMA_REGISTRY_URL: front.url + behind.pathname,
          SIGNALPOST_CA_FILE: ours.ca,
          ...CREDENTIALS,
          ...env,
        }).registry,
      );
    };

    it('works with a user, a password and an authority of its own', async () => {
      const registry = open({});
      await registry.setCompatibility();
      await createCodec(registry).prepare();
      expect(await registry.find(1)).toContain('"record"');
    });

    it('a wrong password names the settings and shows nothing of them', async () => {
      const registry = open({ SCHEMA_REGISTRY_PASSWORD: WRONG });
      for (const work of [registry.setCompatibility(), registry.find(1)]) {
        const error = await failureOf(work);
        expect(error).toBeInstanceOf(RegistryError);
        expect(error).toMatchObject({ code: 'unauthorised' });
        expect(error.message).toContain('see SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD');
        expect(everythingOf(error)).not.toContain(WRONG);
      }
    });

    it('a certificate that is not trusted is said', async () => {
      const registry = open({ SIGNALPOST_CA_FILE: '' });
      for (const ask of [() => registry.setCompatibility(), () => registry.find(1)]) {
        const error = await failureOf(ask());
        expect(error).toMatchObject({ name: 'RegistryError', code: 'unauthorised' });
        expect(error.message).toMatch(/certificate of the registry is not trusted.*SIGNALPOST_CA_FILE/);
      }
    });
  });
});

/** All that an error and its causes carry, as a careless log would show it. */
function everythingOf(error: Error): string {
  const inside = error.cause instanceof Error ? everythingOf(error.cause) : String(error.cause);
  return `${String(error)} ${error.stack} ${JSON.stringify(error)} ${inside}`;
}
