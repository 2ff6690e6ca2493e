/** No secret of the environment is ever seen: in a log, at /metrics, at /readyz, in an error of a start that fails. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { makeAuthority, type Authority } from './authority.ts';
import { freePorts } from './child.ts';
import { startSecuredBroker, type SecuredBroker } from './kafka-broker.ts';
import { startProgram, type Program } from './processes.ts';
import { startSecuredRedis, type SecuredRedis } from './redis-server.ts';
import { startTlsFront, type Front } from './tls-front.ts';

/** Values that stand for secrets; each would be recognised anywhere. */
const SECRETS = {
  KAFKA_SASL_PASSWORD: 'kafkaSecret5501',
  SCHEMA_REGISTRY_PASSWORD: 'registrySecret5502',
  CLICKHOUSE_PASSWORD: 'clickhouseSecret5503',
  SIGNALPOST_API_TOKEN: 'apiTokenSecret5504',
  SIGNALPOST_X_APP_SECRET: 'xAppSecret5505',
  SIGNALPOST_X_TOKEN: 'xTokenSecret5506',
  SIGNALPOST_MASTODON_TOKEN: 'mastodonSecret5507',
} as const;
const REDIS_SECRET = 'redisSecret5508';
/** As they are, and as basic authentication would carry them. */
const FORBIDDEN = [...Object.values(SECRETS), REDIS_SECRET].flatMap((secret) => [
  secret,
  Buffer.from(`signalpost:${secret}`).toString('base64'),
]);

/** Every process of ours, and the variable that sets its port; a one-shot has none. */
const PROCESSES = [
  ['processors/main.ts', 'SIGNALPOST_PROCESSORS_PORT'],
  ['projections/main.ts', 'SIGNALPOST_PROJECTIONS_PORT'],
  ['gateway/main.ts', 'SIGNALPOST_GATEWAY_PORT'],
  ['topics/setup/main.ts', null],
  ['projections/clickhouse/migrate/main.ts', null],
] as const;
/** How long a process may fail to reach its services before it is looked at. */
const LOOK_MS = 9_000;

let dir: string;
let ours: Authority;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'signalpost-secrets-'));
  ours = await makeAuthority(dir, 'ours');
});
afterAll(() => rmSync(dir, { recursive: true }));

const common = (): Record<string, string> => ({
  ...SECRETS,
  SIGNALPOST_HOME: dir,
  SIGNALPOST_LOG_LEVEL: 'trace',
  SIGNALPOST_CA_FILE: ours.ca,
  KAFKA_SSL: 'true',
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_SASL_USERNAME: 'signalpost',
  SCHEMA_REGISTRY_USERNAME: 'signalpost',
  CLICKHOUSE_USERNAME: 'signalpost',
  SIGNALPOST_X_URL: 'http://127.0.0.1:1',
  SIGNALPOST_MASTODON_URL: 'http://127.0.0.1:1',
});

/** Starts the process, lets it fail for a while, and gives all that anybody could read of it. */
async function everythingSaid(
  main: string,
  portName: string | null,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly said: string; readonly readiness: string }> {
  const [port = 0] = await freePorts(1);
  const program = startProgram(main, [], {
    ...env,
    ...(portName === null ? {} : { [portName]: String(port) }),
  });
  try {
    await Promise.race([program.ended, pause(LOOK_MS)]);
    const pages =
      portName === null ? [] : await Promise.all(['/readyz', '/metrics'].map((page) => read(port, page)));
    await program.stop();
    return { said: [program.output(), ...pages].join('\n'), readiness: pages[0] ?? '' };
  } finally {
    await program.stop();
  }
}

/** The page, or nothing when the process has ended. */
async function read(port: number, page: string): Promise<string> {
  try {
    return await (await fetch(`http://127.0.0.1:${port}${page}`)).text();
  } catch (error) {
    return `not reached: ${(error as Error).message}`;
  }
}

function shown(said: string): readonly string[] {
  return FORBIDDEN.filter((secret) => said.includes(secret));
}

// All of a kind beside each other: what a process says depends on no other, and most of it is waiting.
describe.concurrent('with services that nobody can reach', () => {
  it.for(PROCESSES)('%s shows no secret', async ([main, portName], { expect }) => {
    const { said, readiness } = await everythingSaid(main, portName, {
      ...common(),
      KAFKA_BROKERS: '127.0.0.1:1',
      SCHEMA_REGISTRY_URL: 'https://127.0.0.1:1/apis/ccompat/v7',
      CLICKHOUSE_URL: 'https://127.0.0.1:1',
      REDIS_URL: `rediss://signalpost:${REDIS_SECRET}@127.0.0.1:1`,
    });
    expect(said.length).toBeGreaterThan(100);
    expect(portName === null || readiness.includes('"ready":false')).toBe(true);
    expect(shown(said)).toEqual([]);
  });
});

describe('with services that refuse what we say', () => {
  let broker: SecuredBroker;
  let redis: SecuredRedis;
  let front: Front;
  let away: ReturnType<typeof createServer>;
  beforeAll(async () => {
    const other = { name: 'signalpost', password: 'another' };
    broker = await startSecuredBroker(dir, ours, other);
    redis = await startSecuredRedis(dir, ours, other);
    away = createServer((_, response) => response.writeHead(500).end()).listen(0, '127.0.0.1');
    await once(away, 'listening');
    const behind = `http://127.0.0.1:${(away.address() as AddressInfo).port}`;
    front = await startTlsFront(await ours.issue('front', 'IP:127.0.0.1'), behind, 'signalpost:another');
  });
  afterAll(async () => {
    await front?.close();
    away?.close();
    await redis?.stop();
    await broker?.stop();
  });

  it.concurrent.for(PROCESSES)(
    '%s shows no secret, and says what was refused',
    async ([main, portName], { expect }) => {
      const { said } = await everythingSaid(main, portName, {
        ...common(),
        KAFKA_BROKERS: broker.sasl,
        SCHEMA_REGISTRY_URL: `${front.url}/apis/ccompat/v7`,
        CLICKHOUSE_URL: front.url,
        REDIS_URL: `rediss://signalpost:${REDIS_SECRET}@127.0.0.1:${redis.port}`,
      });
      expect(said).toMatch(
        /KAFKA_SASL_PASSWORD|SCHEMA_REGISTRY_PASSWORD|CLICKHOUSE_PASSWORD|REDIS_URL|Unauthorized/,
      );
      expect(shown(said)).toEqual([]);
    },
  );
});

describe.concurrent('with a configuration that is wrong', () => {
  it.for(PROCESSES)(
    '%s --check names every problem, shows no value and ends with 78',
    async ([main], { expect }) => {
      const program: Program = startProgram(main, ['--check'], {
        ...common(),
        KAFKA_BROKERS: 'kafkaSecret5501',
        SCHEMA_REGISTRY_URL: 'https://signalpost:registrySecret5502@127.0.0.1:1',
        CLICKHOUSE_URL: 'clickhouseSecret5503://127.0.0.1',
        REDIS_URL: `http://signalpost:${REDIS_SECRET}@127.0.0.1`,
        KAFKA_SASL_USERNAME: '',
        SIGNALPOST_CA_FILE: path.join(dir, 'nowhere.pem'),
      });
      expect(await program.ended).toBe(78);
      const names = [
        'KAFKA_BROKERS',
        'SCHEMA_REGISTRY_URL',
        'CLICKHOUSE_URL',
        'REDIS_URL',
        'KAFKA_SASL_MECHANISM',
      ];
      for (const name of [...names, 'SIGNALPOST_CA_FILE']) expect(program.output()).toContain(`- ${name} `);
      expect(shown(program.output())).toEqual([]);
    },
  );

  it.for(PROCESSES)(
    '%s --check ends with 0 when all is right, and opens nothing',
    async ([main, portName], { expect }) => {
      const program = startProgram(main, ['--check'], {
        ...common(),
        KAFKA_BROKERS: '127.0.0.1:1',
        SCHEMA_REGISTRY_URL: 'https://127.0.0.1:1',
        CLICKHOUSE_URL: 'https://127.0.0.1:1',
        REDIS_URL: 'rediss://127.0.0.1:1',
        // Nobody may listen here: a process that opened its server would say so and fail.
        ...(portName === null ? {} : { [portName]: '1', SIGNALPOST_HOST: '192.0.2.1' }),
      });
      expect(await program.ended).toBe(0);
      expect(program.output()).toBe('');
    },
  );

  it.for([
    ['stack/clickhouse/main.ts', ['CLICKHOUSE_DATA_DIR', 'CLICKHOUSE_QUEUE_MS']],
    ['stack/networks/main.ts', ['NETWORKS_DATA_DIR', 'NETWORKS_CONTROL_PORT', 'SIGNALPOST_X_APP_SECRET']],
  ] as const)(
    '%s of the local installation names every problem and ends with 78',
    async ([main, names], { expect }) => {
      const wrong = { CLICKHOUSE_QUEUE_MS: 'x', NETWORKS_CONTROL_PORT: 'x' };
      const program = startProgram(main, ['--check'], wrong);
      expect(await program.ended).toBe(78);
      for (const name of names) expect(program.output()).toContain(name);
    },
  );
});
